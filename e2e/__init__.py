"""Journeys: a real browser at the real server, its worker and its database."""
