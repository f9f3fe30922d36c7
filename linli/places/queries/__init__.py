"""Every read of places."""
