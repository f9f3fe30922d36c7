"""`./dev shots`: every page of the desk as a picture."""


def main() -> int:
    """Not there yet."""
    print("No shots yet.")
    return 0
