"""`linli keys reencrypt` in a house of its own: after a rotation every value is under the new key, and a damaged one is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.cli.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A demo house with keys and schema."""
    house = House(tmp_path / "home")
    said = house.run("demo")
    assert said.code == 0, said.err
    yield house
    house.end()


def test_after_a_rotation_the_operator_encrypts_anew(house: House) -> None:
    rotated = house.run("keys", "rotate")
    assert rotated.code == 0 and "linli keys reencrypt" in rotated.out
    done = house.run("keys", "reencrypt")
    assert (done.code, done.err) == (0, "")
    assert "rows were encrypted anew" in done.out
    again = house.run("keys", "reencrypt")
    assert (again.code, again.out.split()[0]) == (0, "0")
