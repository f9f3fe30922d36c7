"""The base of reviewed answers: what people ask again and again, answered once, by one person, and looked at by another."""
