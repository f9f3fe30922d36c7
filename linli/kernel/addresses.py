"""Addresses of views: the table of addresses is asked once for each view, and ids are put into what it said."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID, uuid4

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString

# A page links to fifty tickets and a dozen moves of each: what differs between them is the id alone.
REMEMBERED: Final = 1024
# Nobody can guess them, so nothing else in an address is taken for one.
_STAND_INS: Final = tuple(uuid4() for _ in range(4))
EACH: Final = uuid4()
_KEPT: Final = frozenset({str, SafeString, int, UUID})


def address(view: str, *args: object, app: str | None = None, **named: object) -> str:
    """Django's `reverse`, which raises NoReverseMatch; `app` is the current application's name."""
    return address_by(view, args, named, app)


def address_of_each(view: str, *args: object) -> Callable[[UUID], str]:
    """The addresses of a view that differ in one id alone, for which `EACH` stands among the arguments."""
    before, _, after = address(view, *args).partition(str(EACH))
    return lambda row_id: f"{before}{row_id}{after}"


def address_by(view: str, args: Sequence[object], named: Mapping[str, object], app: str | None = None) -> str:
    """The same with the arguments as a list and a mapping."""
    values = (*args, *named.values())
    ids = [each for each in values if type(each) is UUID]
    if len(ids) > len(_STAND_INS) or not _KEPT.issuperset(map(type, values)):
        return _reversed(view, args, named, app)
    free = iter(_STAND_INS)
    known = [next(free) if type(each) is UUID else each for each in values]
    pieces = _pieces(view, tuple(known[: len(args)]), tuple(zip(named, known[len(args) :], strict=True)), app, _place())
    text = [pieces[0][1]]
    for which, rest in pieces[1:]:
        text += [str(ids[which]), rest]
    return "".join(text)


def _reversed(view: str, args: Sequence[object], named: Mapping[str, object], app: str | None) -> str:
    return reverse(view, args=list(args), kwargs=dict(named), current_app=app)


def _place() -> tuple[Any, str]:
    return get_urlconf(), get_script_prefix()


@lru_cache(maxsize=REMEMBERED)
def _pieces(
    view: str, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...], app: str | None, _at: tuple[Any, str]
) -> list[tuple[int, str]]:
    """The address cut at its ids, and which of them stands before each piece."""
    text = _reversed(view, args, dict(named), app)
    given = [each for each in (*args, *dict(named).values()) if type(each) is UUID]
    # Every id stands in an address as it is written; one that did not would be missed here, and loudly.
    cuts = sorted((text.index(str(each)), which) for which, each in enumerate(given))
    pieces, begin, before = [], 0, -1
    for at, which in cuts:
        pieces.append((before, text[begin:at]))
        begin, before = at + len(str(given[which])), which
    return [*pieces, (before, text[begin:])]
