"""Every read of tickets."""
