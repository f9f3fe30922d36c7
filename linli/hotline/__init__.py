"""The district's work orders beside our tickets: two ledgers that must agree."""
