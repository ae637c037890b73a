"""Numbers that can mean nothing are refused before anything begins, with a usage error."""

from __future__ import annotations

import pytest

from moodvox.cli.main import main


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("bench crowd --streams 0", "argument --streams: 0 is below 1"),
        ("bench crowd --streams 1,many", "argument --streams: 'many' is no whole number"),
        ("bench soak --seconds -1", "argument --seconds: -1 is below 0.1"),
        ("bench soak --seconds nan", "argument --seconds: 'nan' is no finite number"),
        ("bench soak --seconds long", "argument --seconds: 'long' is no number"),
        ("bench one --rounds 0", "argument --rounds: 0 is below 1"),
        ("bench crowd --lead-ms 99999", "argument --lead-ms: 99999 is above 10000"),
        ("studio . --port 99999", "argument --port: 99999 is above 65535"),
        ("say Hello --out x.wav --seed -4", "argument --seed: -4 is below 0"),
        ("say Hello --out x.wav --threads 0", "argument --threads: 0 is below 1"),
        ("bake . --out x --jobs 0", "argument --jobs: 0 is below 1"),
        ("ab x.mood --a quality --b fast --repeats 0", "argument --repeats: 0 is below 1"),
    ],
)
def test_a_number_that_means_nothing(
    words: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 2
    assert capsys.readouterr().err.rstrip().endswith(complaint)
