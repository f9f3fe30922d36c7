"""Lays the demo streets through the house's own actions; what is there already is left as it is, so it may be repeated."""

from linli.config.street.laying.whole import lay_streets

__all__ = ["lay_streets"]
