"""What the tests of personal data need: a key ring, and the scope of somebody at work."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from linli.kernel import keys, scope
from tests.kernel.conftest import TwoSubdistricts


@pytest.fixture
def ring(two: TwoSubdistricts) -> keys.KeyRing:
    """The ring of this process, which the test may rotate."""
    keys.create(settings.LINLI_HOME, keys.make_demo_passphrase(settings.LINLI_HOME))
    return keys.opened(settings.LINLI_HOME)


@pytest.fixture
def at_work(orchard: None, ring: keys.KeyRing, two: TwoSubdistricts) -> Iterator[TwoSubdistricts]:
    """Inside the clerk's scope, with the tables and the keys there."""
    with scope.scoped(two.clerk):
        yield two
