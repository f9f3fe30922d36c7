"""Every action of every installed room refuses to run outside a scope, before it does anything."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

import pytest
from django.apps import apps

from linli.kernel.scope import OutsideScope, current
from linli.kernel.writes import is_write


def _modules() -> Iterator[ModuleType]:
    for room in apps.get_app_configs():
        if room.name.startswith("linli."):
            for found in pkgutil.walk_packages([room.path], f"{room.name}."):
                if "actions" in found.name.split("."):
                    yield import_module(found.name)


def _writes() -> dict[str, Callable[..., object]]:
    found: dict[str, Callable[..., object]] = {}
    for module in _modules():
        for name, member in inspect.getmembers(module, inspect.isfunction):
            if member.__module__ == module.__name__ and is_write(member):
                found[f"{module.__name__}.{name}"] = member
    return found


WRITES = _writes()


def test_there_are_writes() -> None:
    assert {"linli.accounts.actions.admit", "linli.kernel.jobs.actions.run_again"} <= set(WRITES)


@pytest.mark.parametrize("name", sorted(WRITES))
def test_outside_a_scope_it_raises_before_it_does_anything(name: str) -> None:
    # Without arguments: the refusal comes before the body, and the database is not open in this test at all.
    assert current() is None
    with pytest.raises(OutsideScope, match=name.rsplit(".", 1)[1]):
        WRITES[name]()


@pytest.mark.parametrize("name", sorted(WRITES))
def test_its_first_argument_is_the_actor_and_it_keeps_a_promise(name: str) -> None:
    assert next(iter(inspect.signature(WRITES[name]).parameters)) == "actor"
    assert WRITES[name].__doc__
