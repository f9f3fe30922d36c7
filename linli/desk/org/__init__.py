"""The pages about the organisation."""
