"""What a phone may send, as values: digests, order, moments, parts of files."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.sync.actions.campaigns import step
from linli.sync.commands import known_kinds
from linli.sync.payloads import CampaignStep
from linli.sync.rules.commands import Command, Kept, check_moment, check_storable, digest, follows, in_order, reason_of
from linli.sync.rules.kinds import PART_LIMIT_BYTES, Status
from linli.sync.rules.ranges import Part, part_of
from tests.people import clerk

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
SAID = Command(id=uuid7(), device_id=uuid7(), device_seq=3, kind="note.write", payload={"a": 1, "b": [True, None]}, made_at=NOW)


def with_(**facts: Any) -> Command:
    plain: dict[str, Any] = {name: getattr(SAID, name) for name in Command.__slots__}
    return Command(**{**plain, **facts})


def test_a_digest_is_of_what_is_said_and_not_of_how_it_is_written() -> None:
    first, second = uuid7(), uuid7()

    assert digest(with_(payload={"b": [True, None], "a": 1})) == digest(SAID)
    assert digest(with_(after=(first, second))) == digest(with_(after=(second, first)))


@pytest.mark.parametrize(
    "facts",
    [
        {"payload": {"a": 1, "b": [True, 0]}},
        {"payload": {"a": "1", "b": [True, None]}},
        {"kind": "note.writes"},
        {"device_seq": 4},
        {"device_id": uuid7()},
        {"id": uuid7()},
        {"seen": 0},
        {"after": (uuid7(),)},
        {"made_at": NOW + timedelta(seconds=1)},
        {"made_at": NOW.astimezone(timezone(timedelta(hours=8)))},
    ],
)
def test_every_part_of_a_command_is_in_its_digest(facts: dict[str, Any]) -> None:
    assert digest(with_(**facts)) != digest(SAID)


@given(st.lists(st.integers(1, 9), max_size=9), st.randoms())
def test_the_order_is_the_phones_whatever_order_it_comes_in(numbers: list[int], chance: Any) -> None:
    commands = [with_(id=uuid7(), device_seq=number) for number in numbers]
    shuffled = chance.sample(commands, len(commands))

    assert in_order(shuffled) == in_order(commands)
    assert [each.device_seq for each in in_order(shuffled)] == sorted(numbers)


def kept(status: Status, message: str = "") -> tuple[UUID, Kept]:
    command_id = uuid7()
    return command_id, Kept(command_id, b"", status, message=message)


def test_what_is_needed_decides_whether_ones_turn_has_come() -> None:
    done, refused, doubted = kept(Status.APPLIED), kept(Status.REFUSED, "leer"), kept(Status.CONFLICT)
    known = dict([done, refused, doubted])

    assert follows(with_(after=()), known, is_additive=False) is None
    assert follows(with_(after=(done[0],)), known, is_additive=False) is None
    assert follows(with_(after=(uuid7(), refused[0])), known, is_additive=False) is Status.WAITING
    assert follows(with_(after=(done[0], doubted[0], refused[0])), known, is_additive=False) is Status.REFUSED
    assert follows(with_(after=(doubted[0],)), known, is_additive=False) is Status.CONFLICT
    assert follows(with_(after=(doubted[0],)), known, is_additive=True) is None
    assert reason_of(with_(after=(done[0], refused[0])), known) == "leer"


@pytest.mark.parametrize(
    ("off", "code"),
    [
        (timedelta(minutes=10), ""),
        (timedelta(minutes=10, seconds=1), "field.made_in_the_future"),
        (-timedelta(days=90), ""),
        (-timedelta(days=90, seconds=1), "field.made_too_long_ago"),
    ],
)
def test_a_moment_lies_between_a_quarter_and_a_few_minutes(off: timedelta, code: str) -> None:
    refused = ""
    try:
        check_moment(NOW + off, NOW)
    except Refused as refusal:
        refused = refusal.code

    assert refused == code


def test_what_no_database_keeps_is_refused_wherever_it_stands() -> None:
    check_storable({"a": ["好", {"b": "\\u0000 as text"}]})
    for value, code in (({"a": [{"b\x00": 1}]}, "kernel.nul"), (["x", "\ud800"], "kernel.bad_character")):
        with pytest.raises(Refused) as refused:
            check_storable(value)
        assert refused.value.code == code


def test_a_part_says_from_where_to_where_of_how_much() -> None:
    assert part_of("bytes 5-9/10", 5) == Part(5, 5, 10)
    wrong = [("", 1), ("bytes */10", 1), ("bytes 5-9/10", 4), ("bytes 9-5/10", 5), ("bytes 5-10/10", 6), ("bytes ５-9/10", 5)]
    for heading, size in [*wrong, ("bytes 0-9/10", PART_LIMIT_BYTES + 1)]:
        with pytest.raises(Refused):
            part_of(heading, size)


def test_no_kind_of_command_can_ask_for_where_somebody_is_or_how_long_it_took() -> None:
    told = {"lon", "lat", "accuracy_m", "accuracy"}
    timed = {"began_at", "ended_at", "started_at", "finished_at", "duration", "seconds", "minutes", "check_in", "online"}

    for kind in known_kinds().values():
        fields = kind.payload.model_fields
        assert not [name for name in told & set(fields) if fields[name].is_required()], kind.name
        assert not timed & set(fields), kind.name


def test_a_step_without_its_moment_is_a_mistake_of_ours() -> None:
    said = CampaignStep(campaign_id=uuid7(), target_id=uuid7(), stage="agreed")

    with pytest.raises(ValueError, match="a command of a moment"):
        step(clerk(uuid7()), said)
