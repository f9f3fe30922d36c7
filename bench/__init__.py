"""Measurements of the house, with its own settings: its rules say their refusals in the reader's language."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
