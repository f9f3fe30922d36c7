"""When an item shows: a small language of conditions, as XLSForm writes them, that can do nothing else.

${gas} = 'yes' and not(selected(${supply}, 'pipe')) or ${seats} >= 50
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals

# An answer as conditions see it: empty where nothing was said, several separated by blanks where several were chosen.
Values = Mapping[str, str]
DEEPEST: Final = 20
_TOKEN: Final = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}|(?P<text>'[^']*'|\"[^\"]*\"|‘[^’]*’|“[^”]*”)|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|!=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z]+))"
)
_SIGNS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to an item."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a number as it stands there."""

    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value beside another."""

    sign: str
    one: Answer | Literal
    other: Answer | Literal


@dataclass(frozen=True, slots=True)
class Selected:
    """Whether a choice is among those that were chosen."""

    name: str
    choice: str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class Both:
    """`and`, or `or`."""

    is_and: bool
    parts: "tuple[Condition, ...]"


Condition = Comparison | Selected | Not | Both | Answer


def parse(text: str) -> Condition:
    """The condition written there; refused with the place where it cannot be read."""
    reader = _Reader(text, _tokens(text))
    found = reader.either(0)
    if reader.at < len(reader.tokens):
        raise reader.trouble()
    return found


def names_in(condition: Condition) -> frozenset[str]:
    """The items whose answers it asks for."""
    if isinstance(condition, Both):
        return frozenset().union(*map(names_in, condition.parts))
    if isinstance(condition, Not):
        return names_in(condition.of)
    if isinstance(condition, Comparison):
        return frozenset(side.name for side in (condition.one, condition.other) if isinstance(side, Answer))
    return frozenset({condition.name})


def holds(condition: Condition, values: Values) -> bool:
    """Whether it is so by these answers."""
    if isinstance(condition, Both):
        return (all if condition.is_and else any)(holds(part, values) for part in condition.parts)
    if isinstance(condition, Not):
        return not holds(condition.of, values)
    if isinstance(condition, Selected):
        return condition.choice in values.get(condition.name, "").split()
    if isinstance(condition, Answer):
        return values.get(condition.name, "") != ""
    return _compare(condition.sign, _value(condition.one, values), _value(condition.other, values))


def _value(side: Answer | Literal, values: Values) -> str:
    return side.text if isinstance(side, Literal) else values.get(side.name, "")


def _compare(sign: str, one: str, other: str) -> bool:
    numbers = _number(one), _number(other)
    if numbers[0] is None or numbers[1] is None:
        # Texts have no order here; what is not answered is neither more nor less than anything.
        return {"=": one == other, "!=": one != other}.get(sign, False)
    same = numbers[0] == numbers[1]
    return {"=": same, "!=": not same}[sign] if sign in {"=", "!="} else _COMPARED[sign](numbers[0], numbers[1])


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text, re.ASCII) else None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Refused("checklists.condition_unreadable", text=text, place=text[at:].strip()[:12])
        found.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    return found


class _Reader:
    """Reads tokens one after the other, `or` outside `and` outside `not`."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0

    def trouble(self) -> Refused:
        """The refusal that shows where."""
        place = self.text[self.tokens[self.at].at :][:12] if self.at < len(self.tokens) else "…"
        return Refused("checklists.condition_unreadable", text=self.text, place=place)

    def either(self, depth: int) -> Condition:
        """One or several with `or` between them."""
        if depth > DEEPEST:
            raise Refused("checklists.condition_too_deep", limit=DEEPEST)
        parts = [self._all(depth)]
        while self._takes("word", "or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Both(False, tuple(parts))

    def _all(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._takes("word", "and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Both(True, tuple(parts))

    def _one(self, depth: int) -> Condition:
        if self._takes("sign", "("):
            return self._closed(self.either(depth + 1))
        if self._takes("word", "not"):
            self._needs("sign", "(")
            return Not(self._closed(self.either(depth + 1)))
        if self._takes("word", "selected"):
            return self._selected()
        return self._comparison()

    def _selected(self) -> Condition:
        self._needs("sign", "(")
        name = self._takes_kind("name")
        self._needs("sign", ",")
        return self._closed(Selected(name, _bare(self._takes_kind("text"))))

    def _comparison(self) -> Condition:
        one = self._side()
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or token.text not in _SIGNS:
            if isinstance(one, Literal):
                raise self.trouble()
            return one
        self.at += 1
        return Comparison(token.text, one, self._side())

    def _side(self) -> Answer | Literal:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or token.kind not in {"name", "text", "number"}:
            raise self.trouble()
        self.at += 1
        if token.kind == "name":
            return Answer(token.text)
        return Literal(_bare(token.text) if token.kind == "text" else token.text)

    def _closed(self, found: Condition) -> Condition:
        self._needs("sign", ")")
        return found

    def _takes(self, kind: str, text: str) -> bool:
        if self.at < len(self.tokens) and (self.tokens[self.at].kind, self.tokens[self.at].text.lower()) == (kind, text):
            self.at += 1
            return True
        return False

    def _needs(self, kind: str, text: str) -> None:
        if not self._takes(kind, text):
            raise self.trouble()

    def _takes_kind(self, kind: str) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at].kind != kind:
            raise self.trouble()
        self.at += 1
        return self.tokens[self.at - 1].text


def _bare(quoted: str) -> str:
    return quoted[1:-1]


refusals(
    {
        "checklists.condition_unreadable": gettext_noop(
            "The condition “{text}” cannot be read at “{place}”."
            " Write it as ${{name}} = 'value', with and, or, not(…), selected(${{name}}, 'value')."
        ),
        "checklists.condition_too_deep": gettext_noop("A condition has brackets within more than {limit} brackets. Say it more simply."),
    }
)
