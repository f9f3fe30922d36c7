"""Every write of forms."""
