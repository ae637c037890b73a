@tool
extends RefCounted
## The voices that have something to say, and when each is to be looked at.
##
## One loop over numbers in every tick. If every voice were called in every tick to find that it
## may rest, twenty of them would cost a game as much as all that they do.

## The seat of those who have none.
const NO_SEAT := -1
const NEVER := 1 << 62

## By seat, which stays the same while a voice has something to say.
var _looks: Array[Callable] = []
var _due_usec := PackedInt64Array()


## The seat of a newcomer; whoever has [param seat] already keeps it. [param look] is called in
## this tick or the next with the time, in microseconds, and gives back when to call it again.
func sit(look: Callable, seat := NO_SEAT) -> int:
	if seat != NO_SEAT:
		return seat
	seat = _looks.find(Callable())
	if seat < 0:
		seat = _looks.size()
		_looks.append(look)
		_due_usec.append(0)
	_looks[seat] = look
	_due_usec[seat] = 0
	return seat


## Whoever had [param seat], if anybody, is not called any more. Gives [constant NO_SEAT].
func leave(seat: int) -> int:
	if seat != NO_SEAT:
		_looks[seat] = Callable()
		_due_usec[seat] = NEVER
	return NO_SEAT


## Whoever has [param seat] is called as soon as can be.
func wake(seat: int) -> void:
	if seat != NO_SEAT:
		_due_usec[seat] = 0


## Calls all whose time has come. Those who are called may sit down, leave and wake others.
func run(now_usec: int) -> void:
	for seat in _due_usec.size():
		if _due_usec[seat] <= now_usec:
			var look := _looks[seat]
			var next_usec: int = look.call(now_usec)
			# It may have left, and another one may have its seat.
			if _looks[seat] == look:
				_due_usec[seat] = next_usec
