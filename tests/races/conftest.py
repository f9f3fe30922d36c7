"""The kernel's two subdistricts and orchard, for races."""

from tests.kernel.conftest import orchard, two

__all__ = ["orchard", "two"]
