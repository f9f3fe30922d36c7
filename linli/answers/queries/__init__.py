"""Every read of answers."""
