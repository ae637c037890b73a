@tool
extends VBoxContainer
## The controls of the dock and what they show; what they do is in [code]dock.gd[/code].

const Checker := preload("checker.gd")
const Enroller := preload("enroller.gd")
const MoodCurve := preload("mood_curve.gd")
const MoodSliders := preload("mood_sliders.gd")
const Row := preload("../script/scene_row.gd")
const Service := preload("../moodvox.gd")
const TagCompletion := preload("../script/tag_completion.gd")
const TagHighlighter := preload("tag_highlighter.gd")
const Takes := preload("takes.gd")

## Files with lines.
var files := OptionButton.new()
## Looks for files again.
var refresh := _button("Reload", "Look for scenes and dialogue files again")
## The lines of the file.
var lines := ItemList.new()
## Who speaks.
var character := LineEdit.new()
## The line with its tags.
var text := CodeEdit.new()
## Weights of the mood.
var sliders := MoodSliders.new()
## Intensity over the line.
var curve := MoodCurve.new()
## Writes the sliders as a tag.
var insert := _button("Insert tag", "Put the mood of the sliders at the caret")
## Writes sliders and curve as the line's moods.
var insert_curve := _button("Write curve", "Write sliders and curve into the line, as tags")
## Voices of the sidecar.
var voice := OptionButton.new()
## Speakers of the voice.
var speaker := OptionButton.new()
## Speaks the line.
var hear := _button("Hear", "Speak the line as it stands here")
## Stops speaking.
var silence := _button("Stop", "Silence")
## The last two versions.
var takes := Takes.new()
## Writes the line to its file.
var write := _button("Write back", "Put the line into its file; nothing else in it changes")
## Bakes all lines of the project.
var bake := _button("Bake all", "Make files of all lines of the project; only what has changed")
## Ends baking.
var cancel := _button("Cancel", "Stop baking; what is done stays")
## Learns speakers and emotions from recordings.
var enroller := Enroller.new()
## Reads the line while it is typed.
var checker := Checker.new()

var _voices: Array = []
var _fault := Label.new()
var _status := Label.new()
var _progress := ProgressBar.new()
var _highlighter := TagHighlighter.new()
var _completion := TagCompletion.new()
var _tags := PackedStringArray()
var _presets := PackedStringArray()


func _init() -> void:
	_row_of([files, refresh])
	files.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	lines.custom_minimum_size.y = 90.0
	lines.size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_child(lines)
	character.placeholder_text = "Character"
	_row_of([character])
	_row_of([voice, speaker])
	for control: Control in [character, voice, speaker]:
		control.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		control.custom_minimum_size.x = 110.0
	text.custom_minimum_size.y = 90.0
	text.wrap_mode = TextEdit.LINE_WRAPPING_BOUNDARY
	text.syntax_highlighter = _highlighter
	text.placeholder_text = "[angry] Get out! [-> calm over 2s] ...sorry."
	text.code_completion_enabled = true
	text.code_completion_requested.connect(_complete)
	add_child(text)
	_fault.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_fault.modulate = TagHighlighter.FAULT_COLOUR
	add_child(_fault)
	_row_of([hear, silence, takes])
	var scroll := ScrollContainer.new()
	scroll.custom_minimum_size.y = 110.0
	scroll.size_flags_vertical = Control.SIZE_EXPAND_FILL
	sliders.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	scroll.add_child(sliders)
	add_child(scroll)
	add_child(curve)
	_row_of([insert, insert_curve, write])
	_row_of([bake, cancel])
	add_child(enroller)
	add_child(_progress)
	_status.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	add_child(_status)
	show_baking(false)
	show_voices({})
	text.text_changed.connect(look_at_text)
	text.text_changed.connect(text.request_code_completion.bind(true))
	voice.item_selected.connect(func(_index: int) -> void: _show_voice())


## Looks whether the checker has found something; called every tick.
func tick(service: Service) -> void:
	if not checker.tick(service, chosen(voice), Time.get_ticks_usec() / 1e6):
		return
	_highlighter.findings = checker.findings
	_highlighter.clear_highlighting_cache()
	text.queue_redraw()
	var said := PackedStringArray()
	for finding: Array in checker.findings:
		var row: String = "row %d, " % finding[0] if finding[0] > 1 else ""
		said.append("%scolumn %d: %s" % [row, finding[1], finding[2]])
	_fault.text = "\n".join(said) if checker.fault.is_empty() else checker.fault


## The text has changed: the checker is to read it.
func look_at_text() -> void:
	checker.look_at(text.text, Time.get_ticks_usec() / 1e6)


## What is chosen in [param options], by the path or name behind the shown text.
func chosen(options: OptionButton) -> String:
	return str(options.get_selected_metadata()) if options.selected >= 0 else ""


## Voice and speaker as options of a line; those that are not chosen are the cast's.
func voice_options() -> Dictionary:
	var options := {}
	for pair: Array in [["voice", voice], ["speaker", speaker]]:
		var name_chosen := chosen(pair[1])
		if not name_chosen.is_empty():
			options[pair[0]] = name_chosen
	return options


## Fills the list of files.
func show_files(paths: PackedStringArray) -> void:
	_fill(files, paths, "")
	for index in paths.size():
		files.set_item_text(index, paths[index].get_file())


## Fills the list of lines.
func show_lines(rows: Array[Row]) -> void:
	lines.clear()
	for row in rows:
		lines.add_item("%s: %s" % [row.character, row.text])
		if not row.condition.is_empty():
			lines.set_item_text(
				lines.item_count - 1, "(%s) %s: %s" % [row.condition, row.character, row.text]
			)
			lines.set_item_tooltip(lines.item_count - 1, "said only %s" % row.condition)


## Fills voices, speakers, sliders and what is completed from what the sidecar says:
## its [code]ready[/code].
func show_voices(message: Dictionary) -> void:
	_voices = message.get("voices", [])
	_tags = PackedStringArray(message.get("tags", []) + message.get("sounds", []))
	_presets = PackedStringArray(message.get("moods", []))
	var names := PackedStringArray()
	for entry: Dictionary in _voices:
		names.append(entry.name)
	_fill(voice, names, "cast's voice")
	_show_voice()


## What can be felt by the voice that is chosen, or by some voice; before any is known, what
## has a colour.
func emotions() -> Array:
	var known: Dictionary = {}
	for entry: Dictionary in _voices:
		if chosen(voice) not in ["", entry.name]:
			continue
		for emotion: String in entry.get("emotions", []):
			known[emotion] = true
	return known.keys() if not known.is_empty() else TagHighlighter.COLOURS.keys()


## Says something to the designer.
func tell(what: String) -> void:
	_status.text = what


## Shows how far baking has come.
func show_progress(done: int, total: int) -> void:
	_progress.max_value = maxi(total, 1)
	_progress.value = done


## Shows what is needed while lines are baked.
func show_baking(is_baking: bool) -> void:
	_progress.visible = is_baking
	cancel.visible = is_baking
	bake.disabled = is_baking


## Speakers, sliders and colours are those of the voice that is chosen.
func _show_voice() -> void:
	var names := PackedStringArray()
	for entry: Dictionary in _voices:
		if entry.name == chosen(voice):
			names.append_array(PackedStringArray(entry.get("speakers", [])))
	_fill(speaker, names, "its speaker")
	var mood := sliders.mood()
	sliders.show_emotions(emotions())
	sliders.set_mood(mood)
	_highlighter.emotions = emotions() + Array(_presets)
	_highlighter.clear_highlighting_cache()
	_completion.moods = PackedStringArray(_highlighter.emotions)
	_completion.tags = _tags


## Offers the names that the word at the caret may become.
func _complete() -> void:
	var row := text.get_line(text.get_caret_line()).left(text.get_caret_column())
	for option in _completion.options(row):
		var inserted := _completion.inserted(option, row)
		text.add_code_completion_option(CodeEdit.KIND_CONSTANT, option, inserted)
	text.update_code_completion_options(true)


func _fill(options: OptionButton, values: PackedStringArray, none: String) -> void:
	options.clear()
	options.fit_to_longest_item = false
	options.clip_text = true
	if not none.is_empty():
		options.add_item(none)
		options.set_item_metadata(0, "")
	for value in values:
		options.add_item(value)
		options.set_item_metadata(options.item_count - 1, value)


func _row_of(controls: Array[Control]) -> void:
	var box := HFlowContainer.new()
	for control in controls:
		box.add_child(control)
	add_child(box)


func _button(label: String, help: String) -> Button:
	var button := Button.new()
	button.text = label
	button.tooltip_text = help
	return button
