"""Checklists: what one may look at or ask on the way, as data in versions; reminders and self-checks, never scores."""
