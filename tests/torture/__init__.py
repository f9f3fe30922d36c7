"""What the house must survive; each script runs alone and exits 0 or 1."""
