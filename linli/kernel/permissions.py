"""The closed list of permissions; each room registers its own, memberships hold them as codes."""

from collections.abc import Mapping

_LABELS: dict[str, str] = {}


def permissions(labels: Mapping[str, str]) -> None:
    """Register a room's permissions with the words an administrator reads."""
    _LABELS.update(labels)


def registered_permissions() -> Mapping[str, str]:
    """Every permission code with its English label."""
    return dict(_LABELS)
