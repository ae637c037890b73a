@tool
extends RefCounted
## What every baked line's sound depends on beside its own words: the project's files (cast,
## moods, lexicon), the voices and the version of the sidecar.

const Service := preload("../moodvox.gd")

## Endings of a project's files.
const FILES: Array[String] = ["toml", "lexicon"]


## A digest of all of it, for the session of [param service].
static func of(service: Service) -> String:
	var parts := PackedStringArray([str(service.ready_message.get("sidecar", ""))])
	for voice: Dictionary in service.voices():
		parts.append("%s %d" % [voice.name, voice.sample_rate_hz])
		parts.append(",".join(PackedStringArray(voice.get("speakers", []))))
		parts.append(",".join(PackedStringArray(voice.get("emotions", []))))
	parts.append(service.settings.voices)
	var folder := service.settings.project.get_base_dir()
	if not service.settings.project.is_empty() and DirAccess.dir_exists_absolute(folder):
		var names := Array(DirAccess.get_files_at(folder))
		names.sort()
		for name: String in names:
			if name.get_extension() in FILES:
				parts.append(name)
				parts.append(FileAccess.get_file_as_string(folder.path_join(name)))
	return "\n".join(parts).sha256_text()
