"""Every write of answers."""
