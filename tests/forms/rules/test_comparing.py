"""Whose row it is, and where it says something else than what is known."""

import pytest

from linli.forms.rules.comparing import Index, Named, differs, is_news
from linli.kernel.errors import Refused

INDEX = Index(
    [Named(1, "冒菜馆", "岚皋西路1号"), Named(2, "面馆", "岚皋西路2号"), Named(3, "面馆", "岚皋东路2号"), Named(4, "面 馆", "岚皋东路3号")]
)


def test_a_row_is_found_by_name_and_namesakes_by_what_stands_beside() -> None:
    assert INDEX.find("冒菜馆（", "") == 1
    assert INDEX.find("面馆", "岚皋东路 2号") == 3


@pytest.mark.parametrize(
    ("code", "name", "beside"),
    [("forms.row_of_nobody", "咖啡馆", ""), ("forms.row_of_several", "面馆", ""), ("forms.row_of_several", "面馆", "别处")],
)
def test_a_row_of_nobody_or_of_several_is_refused(code: str, name: str, beside: str) -> None:
    with pytest.raises(Refused) as refused:
        INDEX.find(name, beside)
    assert refused.value.code == code


def test_saying_nothing_is_no_difference() -> None:
    assert differs("岚皋西路1号", "岚皋西路2号")
    assert not differs("岚皋西路1号", " 岚皋西路１号") and not differs("a", "") and not differs("", "a")
    assert is_news("", "a") and not is_news("a", "b") and not is_news("", "")
