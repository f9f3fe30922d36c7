"""The kernel's tables, gathered where Django looks for them."""

from linli.kernel.scope.models import Aggregate, Owned, OwnedForeignKey, Subdistrict

__all__ = ["Aggregate", "Owned", "OwnedForeignKey", "Subdistrict"]
