"""The mapping that comes along."""
