"""Areas are fine, behind, or need people."""

import pytest

from linli.campaigns.rules.coverage import Share
from linli.campaigns.rules.pace import Standing, standing


@pytest.mark.parametrize(
    ("done", "lacking", "expected"),
    [(80, 0, Standing.FINE), (77, 0, Standing.WATCH), (67, 0, Standing.HELP), (90, 1, Standing.HELP), (100, 0, Standing.FINE)],
)
def test_an_area_beside_an_even_pace_of_77_8(done: int, lacking: int, expected: Standing) -> None:
    assert standing(Share(done, 100), 77.8, lacking) is expected
