"""Everything that proves the house works."""
