"""Conditions: a small language that reads what it should, refuses the rest, and agrees with a brute force."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.checklists.rules.show_if import DEEPEST, holds, names_in, parse
from linli.kernel.errors import Refused

ANSWERS = {"gas": "yes", "supply": "pipe bottle", "seats": "50", "note": "", "word": "10 a"}
TRUE = [
    "${gas} = 'yes'",
    '${gas} = "yes"',
    "${gas} = ‘yes’",
    "${ gas } != 'no'",
    "${seats} >= 50 and ${seats} < 50.5",
    "${seats} <= '50' and ${seats} > -1",
    "${seats} = 50.0",
    "${missing} = ''",
    "${note} = ''",
    "${gas}",
    "not(${note})",
    "selected(${supply}, 'pipe') AND selected(${supply}, 'bottle')",
    "(${gas} = 'no' or ${seats} = 50) and not(selected(${supply}, 'none'))",
    "'a' != ${gas}",
    "${word} = '10 a'",
]
FALSE = [
    "${gas} = 'no'",
    "${missing}",
    "${missing} < 3",
    "${word} > 3",
    "selected(${missing}, 'pipe')",
    "selected(${supply}, 'pip')",
    "not(${gas} = 'yes' or ${gas} = 'no')",
    "${gas} = 'no' or ${note} != '' and ${gas} = 'yes'",
]
UNREADABLE = [
    *("", "${gas", "gas = 'yes'", "${gas} = yes", "${gas} == 'yes'", "${gas} = 'yes' and", "(${gas} = 'yes'", "${gas} = 'yes')"),
    *("not ${gas}", "selected(${gas})", "selected('yes', ${gas})", "selected(${gas}, yes)", "'yes'", "${gas} = 'a' ${gas}"),
    *("__import__('os')", "${gas} = 'yes'; 1", "${a.b} = 1", "1 = ", "${gas} +1 = 2", "selected", "not("),
]


@pytest.mark.parametrize("text", TRUE)
def test_what_holds(text: str) -> None:
    assert holds(parse(text), ANSWERS)


@pytest.mark.parametrize("text", FALSE)
def test_what_does_not_hold(text: str) -> None:
    assert not holds(parse(text), ANSWERS)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.code == "checklists.condition_unreadable"
    assert text in refused.value.sentence


def test_brackets_have_an_end() -> None:
    assert holds(parse("(" * DEEPEST + "${gas}" + ")" * DEEPEST), ANSWERS)
    with pytest.raises(Refused) as refused:
        parse("(" * 500 + "${gas}" + ")" * 500)
    assert refused.value.code == "checklists.condition_too_deep"


def test_it_says_which_items_it_asks_for() -> None:
    assert names_in(parse("not(selected(${a}, 'x')) or (${b} = ${c} and ${d})")) == {"a", "b", "c", "d"}


# A brute force of the same language: each text beside what Python makes of it.
Values = dict[str, str]
Tree = tuple[str, Callable[[Values], bool]]


def leaf(name: str, value: str) -> Tree:
    return f"${{{name}}} = '{value}'", lambda values: values[name] == value


def contrary(one: Tree) -> Tree:
    return f"not({one[0]})", lambda values: not one[1](values)


def joined(one: Tree, word: str, other: Tree) -> Tree:
    text = f"({one[0]}) {word} ({other[0]})"
    return text, lambda values: (all if word == "and" else any)([one[1](values), other[1](values)])


TREES = st.recursive(
    st.builds(leaf, st.sampled_from("abc"), st.sampled_from(["", "x", "y"])),
    lambda inner: st.one_of(st.builds(contrary, inner), st.builds(joined, inner, st.sampled_from(["and", "or"]), inner)),
    max_leaves=8,
)


@given(tree=TREES, values=st.fixed_dictionaries({name: st.sampled_from(["", "x", "y"]) for name in "abc"}))
def test_it_says_what_python_says(tree: Tree, values: Values) -> None:
    assert holds(parse(tree[0]), values) == tree[1](values)


def said_of(text: str) -> str:
    try:
        holds(parse(text), {})
    except Refused as refusal:
        return refusal.code
    return ""


@given(st.text(max_size=60))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    assert said_of(text) in {"", "checklists.condition_unreadable", "checklists.condition_too_deep"}
