"""Everything torch: data, networks, training, recognition. Imports torch, ink and core."""
