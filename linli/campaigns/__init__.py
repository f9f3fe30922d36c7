"""Campaigns: rounds and drives over a frozen set of places, with owners, stages and coverage."""
