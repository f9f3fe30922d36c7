"""Every write of insight: its own summaries."""
