"""A partner with a token, in a town with its catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client

from linli.kernel import scope
from linli.kernel.actor import Actor, Channel
from linli.tickets.actions import catalogue, partners
from linli.tickets.rules.permissions import Permission
from tests.tickets.conftest import hand, ring, town
from tests.tickets.town import Town

__all__ = ["hand", "ring", "town"]

ADDRESS = "/api/v1/tickets"


@dataclass(frozen=True)
class Partner:
    """Another system at the door."""

    town: Town
    operator: Actor
    token: str

    def sends(self, body: Mapping[str, Any] | str, key: str = "k1", **headers: str) -> Any:
        """What the door answers."""
        said = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "Accept-Language": "en", **headers}
        answer: Any = Client(raise_request_exception=False).post(ADDRESS, body, content_type="application/json", headers=said)
        return answer


@pytest.fixture
def partner(town: Town) -> Partner:
    editor = replace(town.house, permissions=frozenset({"catalogue.read", "catalogue.change"}))
    operator = Actor(
        account_id=None,
        subdistrict_id=town.lanting,
        channel=Channel.SHELL,
        permissions=frozenset({Permission.CHANGE_PARTNERS.value}),
    )
    with scope.scoped(editor):
        catalogue.lay_preset(editor)
    with scope.scoped(operator):
        _, token = partners.add_partner(operator, name="区平台", source="district_platform")
    return Partner(town, operator, token)
