"""The card that an imported voice carries: what it was made of and what was measured."""

from __future__ import annotations

from moodvox.importing.emotivoice.source import Source
from moodvox.importing.emotivoice.styles import Prompts
from moodvox.importing.emotivoice.trial import Result


def text(source: Source, prompts: Prompts, found: Result) -> str:
    """The card, in Markdown."""
    sizes = source.weights.sizes
    parameters = sum(value.size for value in source.weights.tensors.values())
    lexicon = source.checkout.lexicon.name if source.checkout.lexicon else "Moodvox's own"
    kept = "" if found.decode_int8 else "; stays in floats"
    rows = "\n".join(
        f"| {name} | {weight:g} | {prompt} |"
        for name, levels in prompts.items()
        for weight, prompt in sorted(levels.items())
    )
    return f"""# An imported voice

Made by `moodvox import emotivoice` from `{source.checkout.generator.name}` and
`{source.checkout.style_encoder.name}` of a checkout of EmotiVoice. Who gave you the
checkpoints sets the terms for them.

| | |
|---|---|
| parameters of the voice | {parameters:,} |
| speakers in the checkpoint | {sizes.speakers} |
| numbers in a style vector | {sizes.style} |
| English lexicon | {lexicon} |
| decoder in eight bits, mel bands of {found.lines} lines | {found.mel_db:.1f} dB{kept} |
| vocoder in eight bits, their samples | {found.vocoder_db:.1f} dB |
| tier `fast` against `quality`, samples | {found.tier_db:.1f} dB |
| largest difference, streamed against at once, `quality` | {found.streamed_floats:.1e} |
| the same, `fast` | {found.streamed:.1e} |

| emotion | weight | prompt |
|---|---|---|
{rows}
"""
