"""The catalogue, the duty list, dispatch, and from words to a class."""
