"""What the mediation office does: cases and their steps, the clocks that run meanwhile, and who may do what."""
