"""Small words of the public templates."""
