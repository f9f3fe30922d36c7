"""Every write of the organisation."""
