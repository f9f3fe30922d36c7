"""Every write of places."""
