"""The two packages that know words and readings; loaded when Chinese is first read."""

from __future__ import annotations

import functools
import importlib
import logging
import warnings
from dataclasses import dataclass
from typing import Any

from moodvox.errors import VoiceError


@dataclass(frozen=True)
class Packages:
    """`jieba` parts text into words, `pypinyin` reads them."""

    jieba: Any
    pypinyin: Any


@functools.cache
def packages() -> Packages:
    """Both packages, with the phrases of CC-CEDICT.

    Raises:
        VoiceError: one of them is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba 0.42 is older than today's Python
            jieba = importlib.import_module("jieba")
            pypinyin = importlib.import_module("pypinyin")
            phrases = importlib.import_module("pypinyin_dict.phrase_pinyin_data.cc_cedict")
            phrases.load()
            jieba.setLogLevel(logging.WARNING)
            jieba.initialize()
    except ImportError as error:
        raise VoiceError(
            f"reading Chinese needs the package '{error.name}'",
            hint="pip install 'moodvox[chinese]'",
        ) from error
    return Packages(jieba, pypinyin)
