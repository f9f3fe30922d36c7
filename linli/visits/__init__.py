"""Visits: who went where and what was said there; what is due, what was agreed, and what a visit may never become."""
