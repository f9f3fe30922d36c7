"""The staff's door: server-rendered pages for the desk."""
