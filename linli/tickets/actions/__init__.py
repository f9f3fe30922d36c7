"""Every write of tickets."""
