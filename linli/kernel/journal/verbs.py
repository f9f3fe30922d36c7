"""The closed list of verbs: each room registers its own with the facts they carry and the reasons they may give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import GenericAlias, UnionType
from typing import Any, Final

from linli.kernel.journal.canonical import is_verb, is_word

# What `record` itself is given under these names could not be told from a fact.
_TAKEN: Final = frozenset({"actor", "verb", "aggregate", "reason", "made_at"})


class UnknownVerb(LookupError):
    """A verb, fact or reason that nobody registered, or a fact of another type: a mistake of ours, never of a user."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What an entry of this verb must carry and may say."""

    name: str
    facts: Mapping[str, type | UnionType]
    reasons: frozenset[str]

    def check(self, reason: str, facts: Mapping[str, object]) -> None:
        """Raise unless the reason is listed and every fact is there, known, and of its type."""
        if reason and reason not in self.reasons:
            raise UnknownVerb(f"{self.name} has no reason {reason!r}")
        if facts.keys() != self.facts.keys():
            raise UnknownVerb(f"{self.name} carries the facts {sorted(self.facts)}, not {sorted(facts)}")
        for name, value in facts.items():
            wanted = self.facts[name]
            # In Python True is an int; in a journal it is not.
            if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int):
                raise UnknownVerb(f"the fact {name} of {self.name} is {type(value).__name__}, not {wanted}")


_VERBS: Final[dict[str, Verb]] = {}


def register(name: str, *, facts: Mapping[str, Any], reasons: Iterable[str] = ()) -> None:
    """Make a verb known; saying the same again is harmless, saying something else is an error."""
    words = [*facts, *(str(reason) for reason in reasons)]
    if not is_verb(name) or not all(map(is_word, words)) or _TAKEN & facts.keys():
        raise ValueError(f"{name}: verbs, facts and reasons are lower-case words, and {sorted(_TAKEN)} are no facts")
    if any(isinstance(kind, GenericAlias) or not isinstance(kind, type | UnionType) for kind in facts.values()):
        raise ValueError(f"{name}: the type of a fact is a plain class or a union of such")
    verb = Verb(name, dict(facts), frozenset(map(str, reasons)))
    if _VERBS.setdefault(name, verb) != verb:
        raise ValueError(f"{name} is already registered with other facts or reasons")


def known(name: str) -> Verb:
    """The registered verb of that name."""
    try:
        return _VERBS[name]
    except KeyError:
        raise UnknownVerb(f"nobody registered the verb {name}") from None


def registered() -> Mapping[str, Verb]:
    """Every verb of the house."""
    return dict(_VERBS)
