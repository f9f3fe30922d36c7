"""Whether two Chinese names of fields ask the same: by our own table of names first, by likeness of writing after that.

Measure: Dice's coefficient 2·|A∩B| ÷ (|A|+|B|) over pairs of neighbouring characters with marks at both ends (L. R. Dice, 1945;
T. Sørensen, 1948), of names whose frequent variants were brought to one form. It lies between 0 and 1, is 1 for equal names, and the same
both ways. Precision comes first: a wrong “known already” costs more trust than a missed one costs time. Names of which one alone holds a
dividing word (法人, 本月, 新增, 应急 …) are never alike, nor are names whose last character, on which Chinese puts the noun, differs.
tests/forms/rules/pairs.csv says on which pairs, and how many of them are found.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from linli.forms.rules.facts import OF, Fact
from linli.forms.rules.kinds import Subject, Sureness
from linli.kernel.find.grams import plain, runs

ALIKE: Final = 0.72
# Shorter names differ by half when they differ by one character.
SHORTEST: Final = 3
_TABLE: Final = Path(__file__).parents[1] / "presets" / "names.csv"
_NUMBERING: Final = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[.、．)）]\s*")
_BRACKETS: Final = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
# What stands in brackets and asks nothing: units and how to fill.
_ASIDE: Final = re.compile(
    r"^(?:个|人|户|家|次|处|件|元|万元|套|间|m2|㎡|平方米|平米|吨|%|是/?否|有/?无|年/?月/?日|必填|选填|可选|可不填|(?:如|例|单位|请|按|填|可多选|格式).*)$"
)
# In a row about a place these say once more that it is the place's.
_OF_THE_PLACE: Final = re.compile(r"^(?:经营场所|场所|商铺|店面|本店)(?=..)")
_VARIANTS: Final = (
    ("人员总数", "人数"),
    ("人员数量", "人数"),
    ("人员数", "人数"),
    ("总人数", "人数"),
    ("数量", "数"),
    ("总数", "数"),
    ("个数", "数"),
    ("电话号码", "电话"),
    ("联系方式", "电话"),
    ("联系电话", "电话"),
    ("手机号码", "电话"),
    ("手机号", "电话"),
    ("手机", "电话"),
    ("编码", "编号"),
    ("商户", "商铺"),
    ("店铺", "商铺"),
    ("门店", "商铺"),
    ("经营户", "商铺"),
    ("有无", "是否有"),
    ("时间", "日期"),
    ("种类", "类型"),
    ("类别", "类型"),
)
# A name that holds one of the words in it asks something else than a name without it.
_DIVIDING: Final = _TABLE.with_name("dividing.txt")


# What every sheet has, about itself: nobody is asked twice by it.
_ABOUT_THE_SHEET: Final = frozenset({"x_remark", "x_filler", "x_filler_unit", "x_reviewer"})


@dataclass(frozen=True, slots=True)
class Known:
    """What of what is known answers a field, and how sure that is."""

    fact: Fact
    sureness: Sureness


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """The name as it is compared: plain characters without numbering, units and blanks."""
    text = _NUMBERING.sub("", plain(name).strip())
    bare = "".join(runs(_BRACKETS.sub(lambda found: "" if _ASIDE.match(found[1].strip()) else found[1], text)))
    return bare or "".join(runs(text))


@lru_cache(maxsize=4096)
def _form_of(key: str) -> str:
    for variant, form in _VARIANTS:
        key = key.replace(variant, form)
    return key


@lru_cache(maxsize=1)
def _concepts() -> Mapping[tuple[str, str], str]:
    """The concept of each name, by subject and by how names are compared; an empty subject holds for all."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for name in row["names"].split("、"):
            for key in dict.fromkeys((key_of(name), _form_of(key_of(name)))):
                found.setdefault((row["subject"], key), row["concept"])
    return found


def concept_of(name: str, subject: Subject) -> str:
    """What our table says the name asks for, in a row about that subject; empty where it says nothing."""
    for each in _readings(name, subject):
        for whose in (subject.value, ""):
            concept = _concepts().get((whose, each), "")
            if concept and (concept.startswith("x_") or Fact(concept) in OF[subject]):
                return concept
    return ""


def _readings(name: str, subject: Subject) -> tuple[str, ...]:
    """The name as it is looked up: as it stands, in the usual form, and without saying whose it is."""
    key = key_of(name)
    form = _form_of(key)
    return (key, form, _OF_THE_PLACE.sub("", form)) if subject is Subject.PLACE else (key, form)


def identity_of(name: str, subject: Subject) -> str:
    """One text for all names that certainly ask the same of that subject; none for what is about the sheet itself."""
    concept = concept_of(name, subject)
    return "" if concept in _ABOUT_THE_SHEET else concept or _readings(name, subject)[-1]


def likeness(one: str, other: str) -> float:
    """How alike two names are written, from 0 to 1; 0 for what must not be taken for one another."""
    first, second = _form_of(key_of(one)), _form_of(key_of(other))
    if first == second:
        return 1.0 if first else 0.0
    if min(len(first), len(second)) < SHORTEST or first[-1] != second[-1] or _divided(first, second):
        return 0.0
    ours, theirs = _pairs(first), _pairs(second)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def compared(one: str, other: str, subject: Subject) -> Sureness | None:
    """Whether two fields about the same subject ask the same."""
    first, second = identity_of(one, subject), identity_of(other, subject)
    if not first or not second:
        return None
    if first == second:
        return Sureness.SAME
    if concept_of(one, subject) and concept_of(other, subject):
        return None
    return Sureness.LIKELY if likeness(one, other) >= ALIKE else None


def known_as(name: str, subject: Subject) -> Known | None:
    """What the house knows already of what the field asks; nothing where it is not certain enough."""
    concept = concept_of(name, subject)
    if concept:
        return None if concept.startswith("x_") else Known(Fact(concept), Sureness.SAME)
    best, fact = 0.0, ""
    for known, asked in _names(subject):
        alike = likeness(name, known)
        if alike > best:
            best, fact = alike, asked
    if best < ALIKE or fact.startswith("x_"):
        return None
    return Known(Fact(fact), Sureness.LIKELY)


def name_of(identity: str) -> str:
    """The most usual name of what is asked, for what the house does not know itself; the text as it is where our table has none."""
    return next((key for (_whose, key), concept in _concepts().items() if concept == identity), identity)


@lru_cache(maxsize=8)
def _names(subject: Subject) -> tuple[tuple[str, str], ...]:
    whose = {subject.value, ""}
    return tuple(
        (key, concept)
        for (of, key), concept in _concepts().items()
        if of in whose and (concept.startswith("x_") or Fact(concept) in OF[subject])
    )


def _pairs(key: str) -> frozenset[str]:
    marked = f"^{key}$"
    return frozenset(marked[place : place + 2] for place in range(len(marked) - 1))


@lru_cache(maxsize=1)
def dividing() -> tuple[str, ...]:
    """Words that tell two names apart, however alike the rest of them is."""
    return tuple(_DIVIDING.read_text(encoding="utf-8").split())


def _divided(first: str, second: str) -> bool:
    return any((word in first) != (word in second) for word in dividing())


def first_of(found: Iterable[Known | None]) -> Known | None:
    """The surest of several readings of one field."""
    known = [each for each in found if each is not None]
    return next((each for each in known if each.sureness is Sureness.SAME), known[0] if known else None)
