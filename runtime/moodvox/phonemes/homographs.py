"""Words written alike and said otherwise: chosen by the words beside them.

Simple rules, tried in order, on the word before, the two before, and the word after.
They follow what lines in games say most; where a rule is wrong, `[say ...]` helps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moodvox.phonemes.inventory import split_stress

_MODALS = frozenset(
    "will would can could shall should must may might do does did don't doesn't didn't won't "
    "can't couldn't wouldn't shouldn't let's gonna gotta".split()
)
_PRONOUNS = frozenset("i you we they he she it".split())
_BEFORE_VERB = _MODALS | frozenset("to i you we they please never not always who and'll".split())
_BEFORE_NOUN = frozenset(
    "a an the my your his her its our their this that these those no some any each every one of "
    "in with for own what much which good great new old first last".split()
)
_OBJECTS = frozenset("me us him them it the your my his her our their this that these".split())


@dataclass(frozen=True)
class Homograph:
    """One spelling with two ways to say it.

    `usual` is said unless a rule calls for `other`: the word before is in `before`, or
    the word after is in `after`, or `opens_line` and it is the clause's first word, or
    `verb` (other is a verb) and a word stands before it that verbs follow ("to", "will").
    No rule holds after a word in `not_before` or before one in `not_after`.
    """

    usual: str
    other: str
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    verb: bool = False
    opens_line: bool = False


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _verb(noun: str, verb: str, after: str = "", *, opens_line: bool = False) -> Homograph:
    return Homograph(
        noun, verb, after=_set(after), not_before=_BEFORE_NOUN, verb=True, opens_line=opens_line
    )


def _noun(verb: str, noun: str, before: str = "") -> Homograph:
    return Homograph(verb, noun, before=_BEFORE_NOUN | _set(before))


TABLE: dict[str, Homograph] = {
    "read": _verb("R EH1 D", "R IY1 D", opens_line=True),
    "live": Homograph(
        "L IH1 V", "L AY1 V", before=_set("going go a streaming broadcasting broadcast we're"),
        after=_set("music show ammo ammunition wire broadcast stream fire audience event band "
                   "coverage round rounds grenade bait concert"),
    ),
    "lives": Homograph(
        "L IH1 V Z", "L AY1 V Z",
        before=_set("our their your my his her the many two three nine lost lose save saved saves "
                    "of extra human past these those innocent more thousand million hundred cost"),
    ),
    "wind": Homograph(
        "W IH1 N D", "W AY1 N D", after=_set("up down back"), not_before=_BEFORE_NOUN,
    ),
    "lead": Homograph(
        "L IY1 D", "L EH1 D", before=_set("molten like heavy pure"),
        after=_set("pipe pipes bullet bullets shot poisoning weight weights ball balls ore ingot "
                   "coffin lined"),
    ),
    "tear": Homograph(
        "T IH1 R", "T EH1 R",
        after=_set("up down apart off out into it them him her you through open away at in their"),
        verb=True,
    ),
    "tears": Homograph("T IH1 R Z", "T EH1 R Z", after=_set("up down apart off out through open")),
    "bow": Homograph(
        "B OW1", "B AW1", after=_set("down before to out of"), not_after=_set("and"),
        before=_set("to they we please must shall will"),
    ),
    "bows": Homograph(
        "B OW1 Z", "B AW1 Z", before=_set("he she it who"), after=_set("down before"),
    ),
    "close": Homograph(
        "K L OW1 Z", "K L OW1 S",
        before=_set("so very too get getting got come came coming stay stand keep be is are was "
                    "were how as draw drew a i'm you're we're that's it's pretty quite really"),
        after=_set("to by enough behind together call combat quarters range friend friends one "
                   "now"),
        not_after=_set("the your it"),
    ),
    "use": Homograph(
        "Y UW1 Z", "Y UW1 S", before=_BEFORE_NOUN | _set("make made making"),
        not_before=_set("that which"),
    ),
    "uses": _noun("Y UW1 Z IH0 Z", "Y UW1 S IH0 Z", "many other two three"),
    "used": Homograph(
        "Y UW1 Z D", "Y UW1 S T", after=_set("to"), not_before=_set("is be been are being"),
    ),
    "wound": Homograph(
        "W UW1 N D", "W AW1 N D", after=_set("up around down through round tight tightly back"),
        not_before=_BEFORE_NOUN,
    ),
    "dove": Homograph("D AH1 V", "D OW1 V", before=_PRONOUNS | _set("who")),
    "content": Homograph(
        "K AA1 N T EH0 N T", "K AH0 N T EH1 N T",
        before=_set("be is am are was were not feel seem quite i'm you're perfectly he's she's"),
    ),
    "minute": Homograph("M IH1 N AH0 T", "M AY0 N UW1 T", after=_set("details amount traces")),
    "desert": _verb("D EH1 Z ER0 T", "D IH0 Z ER1 T", "me us him them you"),
    "refuse": Homograph("R IH0 F Y UW1 Z", "R EH1 F Y UW2 Z", before=_set("of the rotting")),
    "excuse": _verb("IH0 K S K Y UW1 S", "IH0 K S K Y UW1 Z", "me us him them", opens_line=True),
    "abuse": _verb("AH0 B Y UW1 S", "AH0 B Y UW1 Z", "me us him them"),
    "house": Homograph("HH AW1 S", "HH AW1 Z", before=_set("to")),
    "present": _verb("P R EH1 Z AH0 N T", "P R IY0 Z EH1 N T"),
    "record": _verb("R EH1 K ER0 D", "R IH0 K AO1 R D"),
    "records": Homograph("R EH1 K ER0 D Z", "R IH0 K AO1 R D Z", before=_set("he she it who")),
    "object": _verb("AA1 B JH EH0 K T", "AH0 B JH EH1 K T"),
    "project": _verb("P R AA1 JH EH0 K T", "P R AH0 JH EH1 K T"),
    "produce": Homograph("P R AH0 D UW1 S", "P R OW1 D UW0 S", before=_set("fresh the of local")),
    "contract": _verb("K AA1 N T R AE2 K T", "K AH0 N T R AE1 K T"),
    "conduct": _verb("K AA1 N D AH0 K T", "K AH0 N D AH1 K T"),
    "conflict": _verb("K AA1 N F L IH0 K T", "K AH0 N F L IH1 K T"),
    "permit": _noun("P ER0 M IH1 T", "P ER1 M IH2 T"),
    "rebel": _verb("R EH1 B AH0 L", "R IH0 B EH1 L"),
    "suspect": _noun("S AH0 S P EH1 K T", "S AH1 S P EH2 K T", "prime main"),
    "subject": _verb("S AH1 B JH IH0 K T", "S AH0 B JH EH1 K T"),
    "insult": _verb("IH1 N S AH2 L T", "IH2 N S AH1 L T", "me us him them"),
    "increase": _noun("IH2 N K R IY1 S", "IH1 N K R IY2 S"),
    "decrease": _noun("D IH0 K R IY1 S", "D IY1 K R IY2 S"),
    "progress": _verb("P R AA1 G R EH2 S", "P R AH0 G R EH1 S"),
    "perfect": _verb("P ER1 F IH0 K T", "P ER0 F EH1 K T"),
    "separate": Homograph(
        "S EH1 P R AH0 T", "S EH1 P ER0 EY2 T", verb=True, after=_set("them us him her you"),
        not_before=_BEFORE_NOUN,
    ),
    "estimate": _verb("EH1 S T AH0 M AH0 T", "EH1 S T AH0 M EY2 T"),
    "graduate": _verb("G R AE1 JH AH0 W AH0 T", "G R AE1 JH AH0 W EY2 T"),
    "moderate": _verb("M AA1 D ER0 AH0 T", "M AA1 D ER0 EY2 T"),
    "duplicate": _verb("D UW1 P L AH0 K AH0 T", "D UW1 P L AH0 K EY2 T"),
    "deliberate": _verb("D IH0 L IH1 B ER0 AH0 T", "D IH0 L IH1 B ER0 EY2 T"),
    "advocate": _verb("AE1 D V AH0 K AH0 T", "AE1 D V AH0 K EY2 T"),
    "alternate": _verb("AO1 L T ER0 N AH0 T", "AO1 L T ER0 N EY2 T"),
    "convict": _verb("K AA1 N V IH0 K T", "K AH0 N V IH1 K T", "me us him them"),
    "escort": _verb("EH1 S K AO0 R T", "EH0 S K AO1 R T", "me us him them", opens_line=True),
    "transport": _verb("T R AE1 N S P AO0 R T", "T R AE0 N S P AO1 R T"),
    "torment": _verb("T AO1 R M EH2 N T", "T AO0 R M EH1 N T", "me us him them"),
}  # fmt: skip


def _calls_for_other(entry: Homograph, words: Sequence[str], place: int) -> bool:
    before = words[place - 1] if place else ""
    before_that = words[place - 2] if place > 1 else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if after in entry.not_after or before in entry.not_before:
        return False
    if before in entry.before or after in entry.after or (entry.opens_line and not before):
        return True
    asked = before in _PRONOUNS and before_that in _MODALS
    calls_verb = _BEFORE_VERB - _PRONOUNS if words[place] == "read" else _BEFORE_VERB
    return entry.verb and (asked or before in calls_verb)


def choose(words: Sequence[str], place: int) -> tuple[str, ...] | None:
    """How ``words[place]`` (lower case, words of one clause) is said here.

    None where it is no homograph.
    """
    entry = TABLE.get(words[place])
    if entry is None:
        return None
    return tuple((entry.other if _calls_for_other(entry, words, place) else entry.usual).split())


def article_before(following: tuple[str, ...]) -> tuple[str, ...]:
    """ "the" before these phonemes: DH IY0 before a vowel, DH AH0 otherwise."""
    vowel = bool(following) and split_stress(following[0])[1] >= 0
    return ("DH", "IY0") if vowel else ("DH", "AH0")
