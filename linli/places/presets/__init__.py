"""Mappings of files of places that come with the house."""
