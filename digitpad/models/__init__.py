"""The models on disk: cards and weights, labels, trash, run folders. Imports numpy, safetensors and core, no torch."""
