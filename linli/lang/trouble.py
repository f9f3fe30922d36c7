"""What is told to whoever brought a file that cannot be used."""


class BadFile(Exception):
    """One plain sentence that names the file, what is wrong with it, and the way out."""
