"""The desk as a browser sees it."""
