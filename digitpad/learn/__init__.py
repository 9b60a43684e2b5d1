"""ROOM everything torch: data, nets, training, answers. Imports torch and ink; recipes, control and sources do not."""
