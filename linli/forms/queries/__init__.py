"""Every read of forms."""
