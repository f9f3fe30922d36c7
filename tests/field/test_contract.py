"""docs/openapi/field.json against the door, by generated requests: nothing that a phone sends is our mistake."""

import json
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings

from devtools.environment import ROOT
from devtools.openapi import documents
from tests.field.street import ORIGIN, Street

DOCUMENT = "openapi/field.json"
EXAMPLES = 3
BUSY = 503


def test_the_committed_document_is_what_the_door_says() -> None:
    assert (ROOT / "docs" / DOCUMENT).read_text(encoding="utf-8") == documents()[DOCUMENT]


def test_no_request_of_the_document_is_an_error_of_ours(street: Street) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis of the development group is not installed")
    schema = schemathesis.openapi.from_dict(json.loads((ROOT / "docs" / DOCUMENT).read_text(encoding="utf-8")))
    schema.app = get_wsgi_application()
    cookie = street.worker.browser.cookies["sessionid"].value
    seen = {found.ok().label: statuses_of(found.ok(), cookie, street) for found in schema.get_all_operations()}

    assert len(seen) >= 8 and all(seen.values())
    assert any(status == 200 for statuses in seen.values() for status in statuses)


def statuses_of(operation: Any, cookie: str, street: Street) -> set[int]:
    seen: set[int] = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        if "code" in (case.path_parameters or {}):
            case.path_parameters["code"] = "lanting"
        answer = case.call(headers={"Origin": ORIGIN, "X-Linli-Device": street.worker.id}, cookies={"sessionid": cookie})
        seen.add(answer.status_code)
        assert answer.status_code < 500 or answer.status_code == BUSY, (operation.label, case.as_curl_command(), answer.text)

    ask()
    return seen
