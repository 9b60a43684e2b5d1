"""What makes training fast, each trick with its gain: gradients written out, batches in parts, layout. Imports torch.

tests/benchmarks/tricks.py measures the gains.
"""
