"""Every read of insight."""
