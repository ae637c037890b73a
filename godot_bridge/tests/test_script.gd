extends "suite.gd"
## Scene files and moods as people write them.

const Highlighter := preload("res://addons/moodvox/editor/tag_highlighter.gd")
const MoodText := preload("res://addons/moodvox/script/mood_text.gd")
const Row := preload("res://addons/moodvox/script/scene_row.gd")
const Scene := preload("res://addons/moodvox/script/scene.gd")
const Subtitles := preload("res://samples/tavern_godot/subtitles.gd")
const TagCompletion := preload("res://addons/moodvox/script/tag_completion.gd")
const TaggedText := preload("res://addons/moodvox/script/tagged_text.gd")

const SCENE := """# closing time
@mood Mira fearful 0.3

Borin: [angry] Get out: now! #borin-out
@mood Mira fearful 0.8 over 1.5s after 600ms
  Mira (sad 0.4): But it is raining...
@interrupt Mira after 900ms
@wait 1.5s
Old Tom (tired): Room \\#7 is free.
"""
const DIALOGUE := """~ start
Nathan: [[Hi|Hello]] there. [#voice=res://a.wav] [ID:HI]
if met == true
	Nathan: Again? => END
- Yes => yes
	Coco: [angry] Fine! [wait=0.5] Go.
do wave()
=> END
"""
const CONDITIONS := """if met
	Ann: First.
	while waiting
		Ann: Deep.
elif seen == 2
	Ann: Second.
else
	Ann: Third.
Ann: Always.
- Yes [if brave]
	Ann: I am brave.
Ann: [if rich]Well dressed.[/if]
match day
	when 4
		Ann: Four.
"""


func test_a_scene_is_read() -> void:
	var rows := Scene.parse(SCENE)
	var kinds := rows.map(func(row: Row) -> int: return row.kind)
	equal(
		kinds,
		[
			Row.Kind.MOOD,
			Row.Kind.LINE,
			Row.Kind.MOOD,
			Row.Kind.LINE,
			Row.Kind.INTERRUPT,
			Row.Kind.WAIT,
			Row.Kind.LINE
		],
		"kinds"
	)
	equal([rows[0].character, rows[0].mood, rows[0].after_s], ["Mira", {"fearful": 0.3}, -1.0], "")
	equal([rows[1].character, rows[1].text], ["Borin", "[angry] Get out: now!"], "a line")
	equal([rows[1].id, rows[1].row, rows[1].column], ["borin-out", 4, 8], "its place")
	equal([rows[2].over_s, rows[2].after_s], [1.5, 0.6], "a move")
	equal(
		[rows[3].text, rows[3].raw], ["[sad 0.4] But it is raining...", "But it is raining..."], ""
	)
	equal([rows[4].after_s, rows[5].wait_s], [0.9, 1.5], "times")
	equal([rows[6].character, rows[6].text], ["Old Tom", "[tired] Room \\#7 is free."], "Tom")


func test_the_tavern_is_read() -> void:
	var rows := Scene.load_file("res://samples/tavern_godot/tavern.mood")
	var lines := rows.filter(func(row: Row) -> bool: return row.kind == Row.Kind.LINE)
	equal(lines.size(), 12, "lines")
	for line: Row in lines:
		check(line.character in ["Marta", "Bram", "Wren"], "'%s' is a guest" % line.character)
		check(not line.id.is_empty(), "a line has a name")


func test_dialogue_files_are_read() -> void:
	var rows := Scene.parse_dialogue(DIALOGUE)
	var said := rows.map(func(row: Row) -> Array: return [row.character, row.text])
	check(["Nathan", "[[Hi|Hello]] there."] in said, str(said))
	check(["Nathan", "Again?"] in said, str(said))
	check(["Coco", "[angry] Fine! Go."] in said, str(said))
	equal(rows[0].id, "HI", "its name")
	var told := rows.map(func(row: Row) -> String: return row.condition)
	equal(told, ["", "if met == true", "", "if the choice is made"], "conditions are kept")
	check(rows[0].varies and not rows[1].varies, "alternatives are another line each time")


func test_conditions_are_kept_and_said() -> void:
	var rows := Scene.parse_dialogue(CONDITIONS)
	var told := rows.map(func(row: Row) -> Array: return [row.text, row.condition])
	equal(
		told,
		[
			["First.", "if met"],
			["Deep.", "if met, while waiting"],
			["Second.", "elif seen == 2"],
			["Third.", "else of: if met"],
			["Always.", ""],
			["Yes", "if brave"],
			["I am brave.", "if the choice is made, if brave"],
			["Well dressed.", "if rich"],
			["Four.", "match day, when 4"],
		],
		"each line with what decides about it"
	)
	check(rows[7].varies, "a condition inside a line")
	check(Scene.parse_dialogue("Ann: I have {{gold}} coins.")[0].varies, "a variable")


func test_a_line_is_written_back_and_nothing_else() -> void:
	for row in Scene.parse(SCENE):
		if row.kind == Row.Kind.LINE:
			equal(Scene.replaced(SCENE, row, row.text), SCENE, "unchanged")
	var row := Scene.parse(SCENE)[3]
	var changed := Scene.replaced(SCENE, row, "[sad 0.4] It is dry.")
	equal(changed, SCENE.replace("But it is raining...", "It is dry."), "changed")
	row.raw = "what is not there"
	equal(Scene.replaced(SCENE, row, "x"), "", "refused")


func test_moods_are_read_and_written() -> void:
	equal(MoodText.parse("sad 0.6 + fearful 40%"), {"sad": 0.6, "fearful": 0.4}, "two")
	equal(MoodText.parse("Angry"), {"angry": 1.0}, "in full")
	equal(MoodText.parse("sad 0.5 + angry + happy"), {"sad": 0.5, "angry": 0.25, "happy": 0.25}, "")
	equal(MoodText.parse("neutral"), {}, "none")
	equal(MoodText.format({"sad": 0.5, "angry": 0.0}), "sad 0.5", "written")
	equal(MoodText.format({}), "neutral", "none written")
	equal([MoodText.seconds("300ms"), MoodText.seconds("1.5s")], [0.3, 1.5], "times")
	equal(MoodText.seconds("soon"), -1.0, "no time")


func test_tags_are_coloured() -> void:
	var highlighter := Highlighter.new()
	var spans := highlighter.spans("Hi \\[no] [angry 0.4 -> calm over 2s] and [pause 1s] [x")
	equal(spans.size(), 2, "tags")
	equal(spans[0].slice(0, 2), [9, 36], "columns")
	equal(spans[0][2], Highlighter.COLOURS["calm"], "where it goes")
	equal(spans[1][2], Highlighter.OTHER_COLOUR, "no mood")
	for tag: String in ["[laugh]", "[/whisper]", "[say Kylo as K AY1]"]:
		equal(highlighter.colour_of(tag), Highlighter.OTHER_COLOUR, tag)
	highlighter.emotions = ["grim"]
	equal(highlighter.colour_of("[grim 0.5]"), Highlighter.UNKNOWN_COLOUR, "of the voice's own")


func test_plain_text_is_that_of_the_reader() -> void:
	for pair: Array in str_to_var(FileAccess.get_file_as_string(str(options.plain))):
		equal(TaggedText.plain(pair[0]), pair[1], pair[0])
		var places := TaggedText.places(pair[0])
		equal(places.size(), str(pair[1]).length(), "places of " + pair[0])


func test_the_tavern_opens() -> void:
	var tavern := _tavern()
	var subtitles := tavern.get_node("%Subtitles") as RichTextLabel
	await until(func() -> bool: return subtitles.text.contains("Marta"), "her first line")
	tavern._restart()
	tavern._interrupt()
	await ticks(3)
	check(tavern.is_inside_tree(), "it lives")


func test_subtitles_have_no_tags() -> void:
	var tavern := _tavern()
	var subtitles := tavern.get_node("%Subtitles") as Subtitles
	subtitles.begin("Marta", "[angry] Out! [pause 1s] Now \\[sic].")
	subtitles.reach(4)
	equal(subtitles.get_parsed_text(), "Marta\nOut! Now [sic].", "what is read")
	check(subtitles.text.contains("Out![color="), "what is not said yet is pale")


func test_what_is_typed_in_a_tag_is_completed() -> void:
	var completion := TagCompletion.new()
	completion.moods = ["angry", "calm", "cold_angry", "grim"]
	completion.tags = ["pause", "/whisper", "laugh"]
	for pair: Array in [
		["[", ["angry", "calm", "cold_angry", "grim", "pause", "/whisper", "laugh"]],
		["Well [ANG", ["angry"]],
		["[c", ["calm", "cold_angry"]],
		["[cold_", ["cold_angry"]],
		["[la", ["laugh"]],
		["[/", ["/whisper"]],
		["[angry 0.4 -> c", ["calm", "cold_angry"]],
		["[angry 0.4 + g", ["grim"]],
		["[emotion: g", ["grim"]],
		["[angry -> p", []],
		["[angry", []],
		["[angry 0.", []],
		["[-> calm over a", []],
		["[angry] la", []],
		["la", []],
		["\\[la", []],
		["\\\\[la", ["laugh"]],
		["", []],
	]:
		equal(completion.options(pair[0]), PackedStringArray(pair[1]), pair[0])


func _tavern() -> Node:
	return add((load("res://samples/tavern_godot/tavern.tscn") as PackedScene).instantiate())
