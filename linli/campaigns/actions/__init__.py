"""Every write of campaigns."""
