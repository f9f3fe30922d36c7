"""Every read of orders, steps and files."""
