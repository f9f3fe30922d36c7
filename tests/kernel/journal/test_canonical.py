"""What may be hashed, and how it is written."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.journal import canonical
from linli.kernel.journal.canonical import Line, NotCanonical

SALT = bytes(range(16))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="ascii", min_codepoint=32)), inner, max_size=3),
    max_leaves=8,
)


def line(**fields: str) -> Line:
    """The smallest entry."""
    whole = {
        "subdistrict": "0193e4c0-0000-7000-8000-000000000001",
        "stream": "note/0193e4c0-0000-7000-8000-000000000002",
        "seq": "1",
        "id": "0193e4c0-0000-7000-8000-000000000003",
        "verb": "note.written",
        "reason": "-",
        "account": "-",
        "person": "-",
        "channel": "desk",
        "request": "-",
        "made_at": "-",
        "recorded_at": "2026-11-21T08:00:00.000000Z",
        "previous": "0" * 64,
        "facts": "-",
    }
    return Line(**{**whole, **fields})


def test_the_line_is_this_and_will_always_be() -> None:
    """A published form: hashes of years ago must come out the same."""
    assert line().checked() == (
        b"linli1\t0193e4c0-0000-7000-8000-000000000001\tnote/0193e4c0-0000-7000-8000-000000000002\t1"
        b"\t0193e4c0-0000-7000-8000-000000000003\tnote.written\t-\t-\t-\tdesk\t-\t-\t2026-11-21T08:00:00.000000Z\t" + b"0" * 64 + b"\t-"
    )
    assert canonical.entry_hash(line().checked()).hex() == "c60f027cfae44a6c3744f1806f543cbb2ad51e47ce872491731ee4cdbc599875"


@pytest.mark.parametrize(
    "fields",
    [
        {"verb": "note"},
        {"verb": "note.Written"},
        {"verb": "note.written\n"},
        {"reason": "13812345678"},
        {"reason": "张三"},
        {"reason": ""},
        {"stream": "note/13812345678"},
        {"seq": "0"},
        {"seq": "01"},
        {"recorded_at": "2026-11-21T08:00:00Z"},
        {"facts": "text=abc"},
        {"facts": "text=" + "A" * 64},
        {"facts": ""},
        {"previous": "0" * 63},
    ],
)
def test_a_field_outside_its_alphabet_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(NotCanonical):
        line(**fields).checked()


@given(JSON)
def test_a_value_has_one_text_and_the_text_gives_the_value_back(value: object) -> None:
    import json

    text = canonical.value_text(value)
    assert json.loads(text) == value
    assert canonical.value_text(json.loads(text)) == text
    assert not any(ord(letter) < 32 for letter in text)


@pytest.mark.parametrize("value", ["a\0b", ["\0"], {"\0": 1}, "\\\0", float("nan"), float("inf"), "\ud800", object(), b"bytes"])
def test_what_has_no_text_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical.value_text(value)


def test_text_that_only_looks_like_nul_is_kept() -> None:
    assert canonical.value_text("\\u0000") == '"\\\\u0000"'


def test_times_and_ids_are_written_out() -> None:
    shanghai = datetime(2026, 11, 21, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    assert canonical.value_text(shanghai) == '"2026-11-21T08:00:00.000000Z"'
    assert canonical.value_text(shanghai.date()) == '"2026-11-21"'
    assert canonical.value_text(UUID(int=7)) == '"00000000-0000-0000-0000-000000000007"'
    with pytest.raises(NotCanonical):
        canonical.instant(datetime(2026, 11, 21, tzinfo=UTC).replace(tzinfo=None))
    assert canonical.instant(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"


def test_a_digest_needs_salt_and_text_and_a_salt_has_16_bytes() -> None:
    assert canonical.fact_digest(SALT, '"a"') == sha256(SALT + b'"a"').hexdigest()
    assert canonical.fact_digest(SALT, '"a"') != canonical.fact_digest(bytes(16), '"a"')
    with pytest.raises(NotCanonical):
        canonical.fact_digest(b"short", '"a"')


def test_facts_stand_sorted() -> None:
    assert canonical.facts_text([("b", "2"), ("a", "1")]) == "a=1,b=2"
    assert canonical.facts_text([]) == "-"
