"""The closed list of permissions; each room registers its own, memberships hold them as codes."""

from collections.abc import Mapping

_LABELS: dict[str, str] = {}


def permissions(labels: Mapping[str, str]) -> None:
    """Register a room's permissions with the words an administrator reads; a code is said once only."""
    for code, label in labels.items():
        if _LABELS.setdefault(code, label) != label:
            raise ValueError(f"the permission {code} already has another label")


def registered_permissions() -> Mapping[str, str]:
    """Every permission code with its English label."""
    return dict(_LABELS)
