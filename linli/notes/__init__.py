"""Notes of a clerk: the first small aggregate, here until tickets replace it (docs/adr/0004)."""
