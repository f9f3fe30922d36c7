"""Every write of visits."""
