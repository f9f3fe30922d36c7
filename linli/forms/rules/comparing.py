"""What came back beside what is known: which row is about whom, and where the two differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.find.grams import runs

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Named(Generic[K]):
    """Somebody or something a row may be about, by the names it goes by."""

    key: K
    name: str
    # Tells apart those of the same name: an address, a code.
    beside: str = ""


class Index(Generic[K]):
    """Whom the rows of a sheet may be about, by name."""

    def __init__(self, named: Iterable[Named[K]]) -> None:
        self._by_name: dict[str, list[Named[K]]] = {}
        for each in named:
            self._by_name.setdefault(compared(each.name), []).append(each)

    def find(self, name: str, beside: str) -> K:
        """Whom a row is about; refused when nobody is called so, or several are and nothing tells them apart."""
        found = self._by_name.get(compared(name), [])
        if len(found) > 1:
            found = [each for each in found if beside and compared(each.beside) == compared(beside)]
            if len(found) != 1:
                raise Refused("forms.row_of_several", name=name)
        if not found:
            raise Refused("forms.row_of_nobody", name=name)
        return found[0].key


def compared(text: str) -> str:
    """A value as it is compared: plain characters without blanks and punctuation."""
    return "".join(runs(text))


def differs(known: str, answer: str) -> bool:
    """Whether an answer says something else than what is known; saying nothing says nothing else."""
    return bool(known and answer) and compared(known) != compared(answer)


def is_news(known: str, answer: str) -> bool:
    """Whether an answer says what was not known."""
    return bool(answer) and not known


refusals(
    {
        "forms.row_of_nobody": gettext_noop("“{name}” is not among those the form is about. Correct the name, or leave the row out."),
        "forms.row_of_several": gettext_noop("Several are called “{name}”. Write the address or the code as it was taken away."),
    }
)
