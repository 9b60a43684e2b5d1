"""Models kept on disk: cards and weights, runs under way, scores, pictures and exports. Builds on learn and ink."""
