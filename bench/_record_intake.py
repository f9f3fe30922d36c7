"""Print as JSON the statements of three requests of the machine door, each with its values in place; run inside a house."""

import json
import os
import re
import sys
from typing import Any

PLACE = re.compile(r"\$(\d+)")


def filled(line: Any, statement: Any, parameters: Any) -> str:
    """The statement with its values in place, also one whose places are numbered."""
    from psycopg import sql

    if isinstance(statement, bytes):
        return PLACE.sub(lambda place: sql.Literal(parameters[int(place[1]) - 1]).as_string(line), statement.decode())
    with line.cursor() as cursor:
        text: str = cursor.mogrify(statement, parameters)
    return text


def record(token: str, bodies: list[dict[str, Any]]) -> list[list[str]]:
    """The statements of each request after a first one that warms everything up."""
    from django.db import connection
    from django.test import Client

    found: list[list[str]] = []

    def note(execute: Any, statement: Any, parameters: Any, many: bool, context: Any) -> Any:
        found[-1].append(filled(connection.connection, statement, parameters))
        return execute(statement, parameters, many, context)

    for place, body in enumerate(bodies):
        found.append([])
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": body.pop("key")}
        with connection.execute_wrapper(note):
            answer = Client(SERVER_NAME="localhost").post("/api/v1/tickets", body, content_type="application/json", headers=headers)
        if answer.status_code != 201:
            raise SystemExit(f"request {place} was answered {answer.status_code}: {answer.content[:300]!r}")
    return found[1:]


if __name__ == "__main__":
    os.environ["LINLI_ROLE"] = "web"
    from linli.config.cli import house

    house.open_keys()
    house.set_up("web")
    asked = json.load(sys.stdin)
    json.dump(record(asked["token"], asked["bodies"]), sys.stdout)
