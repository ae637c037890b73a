"""The bundled family: a streaming acoustic model with a harmonic-plus-noise vocoder.

Nothing is imported here: training takes its numbers from `layout` and `bands` on machines
that have no onnxruntime.
"""
