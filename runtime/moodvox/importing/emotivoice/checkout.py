"""Where things lie in a checkout of EmotiVoice with its checkpoints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from moodvox.errors import VoiceError
from moodvox.importing.textfiles import read_lines

JOINT: Final = Path("outputs/prompt_tts_open_source_joint/ckpt")
STYLE: Final = Path("outputs/style_encoder/ckpt")
BERT: Final = Path("WangZeJun/simbert-base-chinese")
TEXT: Final = Path("data/youdao/text")
LEXICON: Final = Path("lexicon/librispeech-lexicon.txt")


@dataclass(frozen=True)
class Checkout:
    """The files that make a voice.

    Attributes:
        config, generator, style_encoder, bert_config, vocabulary: paths.
        tokens: the symbols, by id.
        speakers: names, by row.
        lexicon: the English lexicon, where it lies there.
    """

    folder: Path
    config: Path
    generator: Path
    style_encoder: Path
    bert_config: Path
    vocabulary: Path
    tokens: tuple[str, ...]
    speakers: tuple[str, ...]
    lexicon: Path | None


def find_checkout(folder: Path, generator: Path | None = None) -> Checkout:
    """Find everything, or say what is missing.

    Args:
        generator: a checkpoint to take in place of the newest in `JOINT`.

    Raises:
        VoiceError: no such folder, another kind of folder, or a part that is missing.
    """
    if not folder.is_dir():
        raise VoiceError(
            "no such folder",
            where=str(folder),
            hint="point at a checkout of netease-youdao/EmotiVoice",
        )
    lists = {name: folder / TEXT / name for name in ("tokenlist", "speaker2")}
    needed = [folder / "config/joint/config.yaml", *lists.values(), folder / BERT / "config.json",
              folder / BERT / "vocab.txt"]  # fmt: skip
    missing = [path for path in needed if not path.is_file()]
    if missing:
        listed = ", ".join(path.relative_to(folder).as_posix() for path in missing)
        raise VoiceError(
            f"no checkout of EmotiVoice: it lacks {listed}",
            where=str(folder),
            hint="point at the folder that holds EmotiVoice's config/, data/, outputs/ and "
            "WangZeJun/",
        )
    if generator is not None and not generator.is_file():
        raise VoiceError("no such checkpoint", where=str(generator), hint="point at a file 'g_...'")
    lexicon = folder / LEXICON
    return Checkout(
        folder=folder,
        config=needed[0],
        generator=generator or _newest(folder / JOINT, "g_"),
        style_encoder=_newest(folder / STYLE, "checkpoint_"),
        bert_config=folder / BERT / "config.json",
        vocabulary=folder / BERT / "vocab.txt",
        tokens=_names(lists["tokenlist"], "the token list"),
        speakers=_names(lists["speaker2"], "the speaker list"),
        lexicon=lexicon if lexicon.is_file() else None,
    )


def _newest(folder: Path, prefix: str) -> Path:
    """The checkpoint with the highest number."""
    pattern = re.compile(re.escape(prefix) + r"(\d+)$")
    found = [
        (int(match[1]), path)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (match := pattern.match(path.name))
    ]
    if not found:
        raise VoiceError(
            f"no checkpoint '{prefix}...' here",
            where=str(folder),
            hint="download EmotiVoice's checkpoints into it",
        )
    return max(found)[1]


def _names(path: Path, what: str) -> tuple[str, ...]:
    names = [line.strip() for line in read_lines(path, what)]
    for place, name in enumerate(names):
        if not name or len(name) > 64:
            raise VoiceError(
                f"{what} has no name here",
                where=f"{path}:{place + 1}:1",
                hint="one name in each row; take the list that came with the checkpoint",
            )
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise VoiceError(
            f"{what} has '{twice}' twice",
            where=str(path),
            hint="take the list that came with the checkpoint",
        )
    return tuple(names)
