@tool
extends RefCounted
## One row of a scene: a line, or a direction about the line before it.

## What rows there are.
enum Kind { LINE, MOOD, INTERRUPT, WAIT }

## What the row asks for.
var kind := Kind.LINE
## Who speaks, feels or is interrupted.
var character := ""
## What is said, with its tags.
var text := ""
## [member text] as it stands in the file: without a mood that stands behind the name.
var raw := ""
## The line's name, if it has one.
var id := ""
## What the game decides whether the line is said by: the conditions that it stands under, as
## they are written. Empty: it is said whenever its place is reached.
var condition := ""
## Whether it is another line each time it is said: it holds variables, alternatives or
## conditions that only the running game knows. It cannot be baked.
var varies := false
## The weights of a MOOD.
var mood: Dictionary = {}
## How long a mood takes to change.
var over_s := 0.0
## How far into the line above it happens; -1: after it.
var after_s := -1.0
## The length of a WAIT.
var wait_s := 0.0
## Where the row stands in its file, from 1.
var row := 0
## The column at which [member text] begins, from 1.
var column := 1
