"""A refusal has a code for programs and a sentence for people, in the reader's language."""

import multiprocessing
import re
import string
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.translation import override

from linli.kernel import errors, permissions
from linli.kernel.errors import Difference, NotFound, Refused, Stale, refusals, registered_refusals


def test_a_refusal_says_its_sentence_with_its_facts() -> None:
    refused = Refused("kernel.too_long", field="title", length=130, limit=120)
    with override("en"):
        assert str(refused) == "The field title is 130 characters long; at most 120 fit. Shorten it and save again."
    assert refused.facts == {"field": "title", "length": 130, "limit": 120}


def test_a_fact_may_be_called_like_anything() -> None:
    assert Refused("kernel.busy", self=1, code=2).facts == {"self": 1, "code": 2}


@pytest.mark.parametrize(
    "refused",
    [
        Refused("kernel.too_long", field="title", length=130, limit=120),
        NotFound(),
        Stale(current=4, differences=(Difference(field="title", yours="灯", theirs="门"),)),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_refusal_is_whole_in_another_process(refused: Refused) -> None:
    here, other = multiprocessing.Pipe()
    other.send(refused)
    there = here.recv()
    assert type(there) is type(refused)
    assert vars(there) == vars(refused)
    assert str(there) == str(refused)


def test_a_code_without_a_sentence_is_our_mistake() -> None:
    with pytest.raises(LookupError, match=r"kernel\.unheard_of"):
        Refused("kernel.unheard_of")


def test_a_code_has_one_sentence_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_SENTENCES", dict(errors._SENTENCES))
    refusals({"test.one": "One."})
    refusals({"test.one": "One."})
    with pytest.raises(ValueError, match=r"test\.one"):
        refusals({"test.one": "Two."})
    assert registered_refusals()["test.one"] == "One."


def test_a_permission_has_one_label_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_LABELS", {})
    permissions.permissions({"test.read": "Read"})
    permissions.permissions({"test.read": "Read"})
    with pytest.raises(ValueError, match=r"test\.read"):
        permissions.permissions({"test.read": "Look"})
    assert permissions.registered_permissions() == {"test.read": "Read"}


def test_the_refusals_of_every_room_are_looked_at_whatever_else_is_tested() -> None:
    assert {code.partition(".")[0] for code in CODES} >= {"answers", "hotline", "insight", "kernel", "org", "tickets", "visits"}
    assert {"hotline.return_too_late", "hotline.number_changed"} <= set(CODES)


def test_missing_and_not_visible_say_the_same() -> None:
    assert NotFound().code == "kernel.not_found"
    assert NotFound().facts == {}


def test_a_stale_edit_carries_both_versions() -> None:
    difference = Difference(field="title", yours="a", theirs="b")
    stale = Stale(current=4, differences=(difference,))
    assert (stale.code, stale.current, stale.differences) == ("kernel.stale", 4, (difference,))


class Fact(str):
    """A fact that is said as its name, however a sentence wants it written: a number, a day, a moment."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str(self)


def told() -> list[str]:
    """The code of every refusal there is, whatever was imported before: of each module that registers some."""
    house = Path(errors.__file__).parents[1]
    for path in sorted(house.rglob("*.py")):
        if "\nrefusals(" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(house.parent).with_suffix("").parts))
    return sorted(code for code in registered_refusals() if not code.startswith("test"))


def sentences_in(said: str) -> int:
    return len([each for each in re.split(r"[;.?]", said) if each.strip()])


CODES = told()


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_is_said_in_chinese_too_with_the_same_facts(code: str) -> None:
    sentence = registered_refusals()[code]
    facts = {name: Fact(f"<{name}>") for _, name, _, _ in string.Formatter().parse(sentence) if name}
    with override("zh-hans"):
        said = str(Refused(code, **facts))
    with override("en"):
        assert str(Refused(code, **facts)) == sentence.format(**facts)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said)
    assert all(fact in said for fact in facts.values())


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_but_the_shortest_names_the_way_out(code: str) -> None:
    sentence = registered_refusals()[code]
    # Where the sentence hands on what others say, their words are the way out.
    # What says at once what to write or to choose needs no second sentence.
    is_way_out = re.search(r"^Choose |: (?:write|name) | is needed", sentence) or sentence.endswith("}")
    assert sentences_in(sentence) > 1 or is_way_out


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("kernel.")])
def test_a_sentence_of_the_kernel_names_the_way_out(code: str) -> None:
    sentence = registered_refusals()[code]
    assert sentence.endswith(".")
    assert sentences_in(sentence) > 1, "a second sentence says what to do"
    assert {name for _, name, _, _ in string.Formatter().parse(sentence) if name} <= {"field", "length", "limit"}
