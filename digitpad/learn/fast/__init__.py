"""What makes training fast: gradients written out, batches in parts, threads. Imports torch."""
