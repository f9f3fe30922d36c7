"""The pages of insight: what everything together shows."""
