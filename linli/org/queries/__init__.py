"""Every read of the organisation."""
