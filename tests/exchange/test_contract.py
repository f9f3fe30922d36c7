"""Every committed OpenAPI document, against the doors by generated requests: nothing that anybody sends is our mistake."""

import json
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings

from devtools.environment import ROOT
from linli.kernel import scope
from linli.tickets.actions import partners
from linli.tickets.queries import partners as queries
from linli.tickets.rules.partners import QUOTA_LIMIT, Quota, Right
from tests.exchange.conftest import Partner

DOCUMENTS = sorted(path.name for path in (ROOT / "docs").glob("*.json"))
# For each operation of a document.
EXAMPLES = 12
# A machine with other work may be busy: that is said, with when to come back.
BUSY = 503


def operations(name: str) -> Any:
    """The document as the tool reads it, served by this process."""
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis of the development group is not installed")
    schema = schemathesis.openapi.from_dict(json.loads((ROOT / "docs" / name).read_text(encoding="utf-8")))
    schema.app = get_wsgi_application()
    return schema


def statuses_of(operation: Any, token: str) -> set[int]:
    """What the door answers to generated requests of one operation, each of them no error of ours."""
    seen: set[int] = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        seen.add(answer.status_code)
        assert answer.status_code < 500 or answer.status_code == BUSY, (operation.label, case.as_curl_command(), answer.text)

    ask()
    return seen


def test_there_is_a_document_for_each_door() -> None:
    assert DOCUMENTS == ["open311.json", "openapi.json"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_request_of_the_document_is_an_error_of_ours(partner: Partner, name: str) -> None:
    schema = operations(name)
    with scope.scoped(partner.operator):
        row = queries.by_name(partner.operator, "区平台")
        partners.change_partner(partner.operator, row.pk, rights=list(Right), quota=Quota(QUOTA_LIMIT, QUOTA_LIMIT))
    seen = [statuses_of(found.ok(), partner.token) for found in schema.get_all_operations()]
    assert seen and all(seen) and any(status // 100 == 2 for statuses in seen for status in statuses)
