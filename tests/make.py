"""Builders: the smallest real row of each kind, written through the owner or the action a person would use."""

from uuid import UUID

from linli.kernel import clock
from linli.kernel.ids import uuid7
from tests.ground import TestDatabase


def subdistrict(database: TestDatabase, code: str, name: str = "兰亭街道") -> UUID:
    """A subdistrict that exists from now on."""
    subdistrict_id = uuid7()
    with database.connect("superuser") as superuser:
        superuser.execute(
            "INSERT INTO subdistrict (id, code, name, zone, created_at) VALUES (%s, %s, %s, 'Asia/Shanghai', %s)",
            [subdistrict_id, code, name, clock.now()],
        )
    return subdistrict_id
