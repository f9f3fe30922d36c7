"""Two ledgers that must agree."""
