"""Every write of orders, steps and files."""
