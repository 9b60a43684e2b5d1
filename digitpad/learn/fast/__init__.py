"""What makes training fast, each trick with its gain: gradients written out, batches in parts, layout. Imports torch.

A gain is the share of a step's time without the trick that it saves, measured in turn by tests/benchmarks/tricks.py
(medians of 5, two cores of a shared Xeon without units for bfloat16, torch 2.14, float32). What gains less than a tenth
goes.
"""
