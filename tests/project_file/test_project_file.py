"""Reading `moodvox.toml`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moodvox.errors import ProjectError
from moodvox.mood.mood import NEUTRAL_MOOD, Mood
from moodvox.project.cast import CastMember
from moodvox.project.project import MAX_FILE_BYTES, Defaults, Project, read_project
from moodvox.project.table import MAX_NAME_CHARS

DOCS = Path(__file__).resolve().parents[2] / "docs"

GOOD = """\
lexicon = "names.lexicon"

[defaults]
voice = "kathleen"
speaker = "kathleen"
tier = "fast"
lead_ms = 200
seed = 7
mood_path = "linear"

[presets]
grimmer = "grim 0.5 + tired 0.5"
grim = { angry = 0.3, sadness = 0.4 }

[cast.Borin]
speaker = "kathleen 0.7 + cameron 0.3"
temperament = "grim 0.5"
priority = "story"
tier = "quality"
rate_limit_per_s = 2
decay_half_life_s = 8.5
rate = 0.9
pitch_st = -2

[cast."Old Tom"]
voice = "cameron"
temperament = { calm = 0.4 }
priority = 0
"""


def write(folder: Path, text: str | bytes, lexicon: str = "Xylo  Z AY1 L OW0\n") -> Path:
    (folder / "names.lexicon").write_text(lexicon, "utf-8")
    file = folder / "moodvox.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_project_is_read(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD)
    project = Project.load(tmp_path)
    assert project == Project.load(file)
    assert project.file == file
    assert project.defaults == Defaults("kathleen", "kathleen", "fast", 200.0, 7, "linear")
    grim = Mood.of({"angry": 0.3, "sad": 0.4})
    assert project.presets == {
        "grim": grim,
        "grimmer": Mood.of({"angry": 0.15, "sad": 0.2, "tired": 0.5}),
    }
    assert project.cast["Borin"] == CastMember(
        name="Borin",
        voice="kathleen",
        speaker="kathleen 0.7 + cameron 0.3",
        temperament=Mood.of({"angry": 0.15, "sad": 0.2}),
        priority=80,
        tier="quality",
        rate_limit_per_s=2.0,
        decay_half_life_s=8.5,
        rate=0.9,
        pitch_st=-2.0,
    )
    assert project.lexicon.look_up("xylo") == ("Z", "AY1", "L", "OW0")
    assert project.lexicon_file == (tmp_path / "names.lexicon").resolve()


def test_another_voice_does_not_inherit_the_default_speaker(tmp_path: Path) -> None:
    tom = Project.load(write(tmp_path, GOOD)).cast["Old Tom"]
    assert (tom.voice, tom.speaker, tom.tier) == ("cameron", "", "fast")
    assert (tom.temperament, tom.priority) == (Mood.of({"calm": 0.4}), 0)


def test_who_is_not_in_the_cast_has_the_defaults(tmp_path: Path) -> None:
    project = Project.load(write(tmp_path, GOOD))
    assert project.member("Mira") == CastMember(
        "Mira", voice="kathleen", speaker="kathleen", tier="fast"
    )
    assert project.member("Borin") is project.cast["Borin"]
    assert Project.empty().member("Mira") == CastMember("Mira")


def test_a_member_feels_by_its_own_nature(tmp_path: Path) -> None:
    mood = Project.load(write(tmp_path, GOOD)).cast["Borin"].mood(10.0)
    mood.move(Mood.of({"happy": 1.0}), now_s=10.0)
    assert mood.at(10.25)["happy"] == pytest.approx(0.5)
    assert mood.at(300.0)["angry"] == pytest.approx(0.15)


def test_an_empty_file_is_a_project(tmp_path: Path) -> None:
    file = write(tmp_path, "")
    assert Project.load(file) == Project(file)
    assert Project.load(write(tmp_path, b"\xef\xbb\xbf# marked\r\n\r\n")).cast == {}


def test_a_project_cannot_be_changed(tmp_path: Path) -> None:
    project = Project.load(write(tmp_path, GOOD))
    with pytest.raises(TypeError):
        project.cast["x"] = CastMember("x")  # type: ignore[index]
    with pytest.raises(AttributeError):
        project.lexicon_file = None  # type: ignore[misc]


FAULTS = [
    ('[default]\nvoice = "x"', (1, 2), "unknown key 'default'", "did you mean 'defaults'?"),
    ('[defaults]\nvoize = "x"', (2, 1), "unknown key 'voize'", "did you mean 'voice'?"),
    ("[cast.B]\nratte = 1", (2, 1), "unknown key 'ratte'", "did you mean 'rate'?"),
    ("cast.B.ratte = 1", (1, 8), "unknown key 'ratte'", "did you mean 'rate'?"),
    ("cast = { B = { ratte = 1 } }", (1, 16), "unknown key 'ratte'", "did you mean 'rate'?"),
    ("[defaults]\nvoice = 3", (2, 9), "voice must be text, not a number", ""),
    ('[defaults]\nvoice = " "', (2, 9), "'voice' must have 1 to 128 characters", ""),
    ("[defaults]\nlead_ms = 5", (2, 11), "lead_ms 5 is outside 40 to 60000", ""),
    ("[defaults]\nlead_ms = nan", (2, 11), "lead_ms nan is outside 40 to 60000", ""),
    ("[defaults]\nlead_ms = true", (2, 11), "lead_ms must be a number, not true or false", ""),
    ("[defaults]\nseed = 1.5", (2, 8), "seed must be a whole number, not a number", ""),
    ("[defaults]\nseed = -1", (2, 8), "seed -1 is outside 0 to 9223372036854775807", ""),
    ('[defaults]\ntier = "fst"', (2, 8), "unknown tier 'fst'", "did you mean 'fast'?"),
    ("[defaults]\ntier = []", (2, 8), "tier must be one of auto, quality, fast, not a list", ""),
    ('[defaults]\nmood_path = "x"', (2, 13), "unknown mood_path 'x'", "keep_intensity, linear"),
    ("defaults = 1", (1, 12), "defaults must be a table, not a number", ""),
    ("[cast]\nBorin = 1979-05-27", (2, 9), "Borin must be a table, not a date or time", ""),
    ('[cast."A: B"]', (1, 7), "a character's name cannot hold ':'", ""),
    ('[cast." B"]', (1, 7), "a character's name cannot be blank", ""),
    ('[cast.B]\npriority = "storry"', (2, 12), "unknown priority 'storry'", "'story'"),
    ("[cast.B]\npriority = 101", (2, 12), "priority 101 is outside 0 to 100", ""),
    ("[cast.B]\npriority = 0.5", (2, 12), "priority must be a whole number, not a number", ""),
    ("[cast.B]\nrate = 9", (2, 8), "rate 9 is outside 0.25 to 4", ""),
    ("[cast.B]\npitch_st = -25.0", (2, 12), "pitch_st -25.0 is outside -24 to 24", ""),
    ("[cast.B]\nrate_limit_per_s = 0", (2, 20), "rate_limit_per_s must be above 0", "leave"),
    ("[cast.B]\ndecay_half_life_s = -1", (2, 21), "decay_half_life_s -1 is outside 0 to", ""),
    ('[cast.B]\ntemperament = "sad + angri"', (2, 22), "unknown emotion 'angri'", "'angry'"),
    ("[cast.B]\ntemperament = { sda = 1 }", (2, 17), "unknown emotion 'sda'", "'sad'"),
    ("[cast.B]\ntemperament = { sad = 2 }", (2, 17), "weight 2.0 of 'sad' is outside", ""),
    ("[cast.B]\ntemperament = { sad = '2' }", (2, 17), "expected a number instead of str", ""),
    ("[cast.B]\ntemperament = { sad=1, calm=1 }", (2, 15), "weights add up to 2, above 1", ""),
    ("[cast.B]\ntemperament = 0.5", (2, 15), "expected a mood instead of float", "a string such"),
    ('[presets]\ngrim = "sad 2"', (2, 13), "weight of 'sad' 2 is outside 0 to 1", ""),
    ('[presets]\n"a b" = "sad"', (2, 1), "'a b' is not a word: letters, digits", ""),
    ('[presets]\npause = "sad"', (2, 1), "'pause' has a meaning of its own in tags", ""),
    ('[presets]\nSAD = "calm"', (2, 1), "'SAD' is an emotion already", ""),
    ('[presets]\nfear = "calm"', (2, 1), "'fear' is an emotion already", ""),
    ('[presets]\na-b = "sad"\nA_B = "sad"', (3, 1), "preset 'A_B' stands twice", ""),
    ('[presets]\na = "b"\nb = "c"\nc = "a"\nd = "a"', (2, 5), "presets made of each other", ""),
    ('[presets]\na = "a 0.5"', (2, 5), "presets made of each other or themselves: 'a'", ""),
    ('lexicon = "../names.lexicon"', (1, 11), "'../names.lexicon' is outside the project's", ""),
    ('lexicon = "/etc/passwd"', (1, 11), "'/etc/passwd' is outside the project's folder", ""),
    ('lexicon = "x.lexicon"', (1, 11), "there is no file 'x.lexicon'", ""),
    ('lexicon = "."', (1, 11), "there is no file '.'", ""),
    ('lexicon = "a\\u0000b"', (1, 11), "'a\x00b' is no file name", ""),
    ("[defaults\n", (1, 10), "expected ']' at the end of a table declaration", ""),
    ("a = 1\na = 2", (2, 6), "cannot overwrite a value", ""),
    ("a = [1,\n", (2, 1), "invalid value", ""),
    ("# é\nx = é", (2, 5), "invalid value", ""),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told_with_its_place(
    tmp_path: Path, text: str, place: tuple[int, int], message: str, hint: str
) -> None:
    file = write(tmp_path, text)
    _, faults = read_project(file)
    assert [fault.where for fault in faults] == [f"{file}:{place[0]}:{place[1]}"]
    assert message in faults[0].message
    assert hint in faults[0].hint
    with pytest.raises(ProjectError, match=re.escape(message)):
        Project.load(file)


def test_every_fault_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "[cast.B]\nrate = 9\nx = 1\n[presets]\npause = 'sad'\n[defaults]\ntier = 1\n"
    file = write(tmp_path, text)
    project, faults = read_project(file)
    assert [fault.where.removeprefix(f"{file}:") for fault in faults] == [
        "2:8",
        "3:1",
        "5:1",
        "7:8",
    ]
    assert project.cast["B"].rate == 1.0
    assert project.cast["B"].temperament == NEUTRAL_MOOD


def test_a_fault_of_the_lexicon_is_the_projects(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD, lexicon="Xylo  Z AY1\nYlo  QQ\n")
    with pytest.raises(ProjectError) as caught:
        Project.load(file)
    assert caught.value.where.endswith("names.lexicon:2:6")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "game"
    inside.mkdir()
    (tmp_path / "secret").write_text("x")
    (inside / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(ProjectError, match="outside the project's folder"):
        Project.load(write(inside, 'lexicon = "link"'))


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"a = 1\n# caf\xc3\xa9 \xff", "2:8", "byte 0xff is not UTF-8"),
        (b"\xef\xbb\xbf\xff", "1:1", "byte 0xff is not UTF-8"),
        (b"#" * (MAX_FILE_BYTES + 1), "1:1", "larger than"),
        (b"a = " + b"[" * 100_000, "1:1", "nested"),
        (b"a = " + b"[" * 300 + b"]" * 300, "1:1", "unknown key 'a'"),
        (b"a = " + b"9" * 9000, "1:1", "4300 digits"),
    ],
)
def test_no_bytes_are_too_strange(tmp_path: Path, content: bytes, place: str, message: str) -> None:
    file = write(tmp_path, content)
    with pytest.raises(ProjectError, match=message) as caught:
        Project.load(file)
    assert caught.value.where == f"{file}:{place}"


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="No such file") as caught:
        Project.load(tmp_path)
    assert caught.value.where == f"{tmp_path / 'moodvox.toml'}:1:1"


def test_a_long_name_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, f'[defaults]\nvoice = "{"x" * (MAX_NAME_CHARS + 1)}"')
    with pytest.raises(ProjectError, match="1 to 128 characters"):
        Project.load(file)


def test_the_example_of_the_documentation_is_read(tmp_path: Path) -> None:
    page = (DOCS / "project-file.md").read_text("utf-8")
    toml = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    lexicon = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    project = Project.load(write(tmp_path, toml[0], lexicon[0]))
    assert {"Borin", "Mira"} <= set(project.cast)
    assert project.presets
    assert len(project.lexicon) > 0
    example = toml[0]
    for key in [
        *Defaults.__dataclass_fields__,
        *(name for name in CastMember.__dataclass_fields__ if name != "name"),
        "lexicon",
    ]:
        assert re.search(rf"^{key} = ", example, re.MULTILINE), f"{key} is not in the example"


pieces = st.lists(
    st.sampled_from(GOOD.splitlines(keepends=True))
    | st.sampled_from(["[", "]", '"', "=", "{", "}", "\n", "nan", "inf", "[cast.X]\n", "é", "\0"])
    | st.text(max_size=4),
    max_size=20,
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pieces)
def test_any_text_is_a_project_or_project_errors(tmp_path: Path, text: str) -> None:
    file = write(tmp_path, text.encode("utf-8", "replace"))
    project, faults = read_project(file)
    for fault in faults:
        assert re.fullmatch(rf"{re.escape(str(file))}:\d+:\d+", fault.where)
    if not faults:
        assert Project.load(file) == project
