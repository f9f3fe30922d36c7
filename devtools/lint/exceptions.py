"""The closed list of files that a lint does not bind, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exemption:
    """One lint, one file, and why."""

    rule: str
    path: str
    reason: str


EXCEPTIONS: tuple[Exemption, ...] = ()
