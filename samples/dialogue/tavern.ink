// The tavern, as Ink has it.
VAR gold = 12
-> tavern

=== tavern ===
Marta: [angry] Get out of my tavern! # id: ink_out
/* A comment
   over two rows. */
{ raining:
    Old Tom: But it is {weather}... # id: ink_rain # mood: sad 0.4
- else:
    Old Tom: It is a fine night. # id: ink_fine
}
TODO: more weather
* (leave) [Leave quietly]
    Marta: [calm 0.6] And take your {gold} coins. # id: ink_coins
    -> street
+ {gold > 5} Stay[?]. -> tavern
- Marta: {Fine|All right|Oh well}. [pause 300ms] One more. # id: ink_fine_then

=== street
Cold out here. <>
# speaker: Old Tom
~ gold = 0
I should have paid. # id: ink_paid # speaker: Old Tom
-> END
