"""What steps make of an order, what is owed, and every difference with the way to mend it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from linli.hotline.rules.kinds import FINAL, StepKind, TheirState
from linli.hotline.rules.ledger import Entry, Standing, after, check_return, folded, owed
from linli.hotline.rules.reading import mark_of
from linli.hotline.rules.reconcile import Difference, Gap, Mend, Ours, Theirs, differences
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.tickets.rules.states import State

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
TICKET, ORDER = uuid7(), uuid7()
S, K = TheirState, StepKind


def entry(seq: int, verb: str, **facts: object) -> Entry:
    return Entry(ticket_id=TICKET, seq=seq, verb=verb, at=AT, facts=facts)


def standing(state: TheirState = S.SENT, ticket: State = State.IN_PROGRESS, *sent: UUID, **facts: object) -> Standing:
    return Standing(state=state, ticket_state=ticket, sent=frozenset(sent), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], S.SENT),
        ([K.RECEIVED, K.RECEIVED], S.SENT),
        ([K.RECEIPT], S.IN_HAND),
        ([K.FIRST_CONTACT, K.RECEIPT, K.EXTENSION_ASKED, K.EXTENSION_ANSWERED], S.IN_HAND),
        ([K.RECEIPT, K.REPLIED], S.ANSWERED),
        ([K.REPLIED, K.CALLED_BACK], S.CLOSED),
        ([K.RETURN_ASKED], S.RETURNING),
        ([K.RETURN_ASKED, K.RETURN_ANSWERED], S.RETURNED),
        ([K.REPLIED, K.CALLED_BACK, K.REDISPATCHED], S.IN_HAND),
        ([K.WITHDRAWN], S.WITHDRAWN),
    ],
)
def test_steps_lead_where_the_district_shows_it(steps: list[StepKind], state: TheirState) -> None:
    assert folded((kind, True) for kind in steps) is state


def test_a_no_leads_back() -> None:
    assert after(S.RETURNING, K.RETURN_ANSWERED, is_yes=False) is S.IN_HAND
    assert after(S.ANSWERED, K.CALLED_BACK, is_yes=False) is S.IN_HAND


def test_what_happened_is_owed_once_and_in_order() -> None:
    entries = [
        entry(1, "ticket.imported", unit=""),
        entry(2, "ticket.dispatched"),
        entry(3, "ticket.contacted", clock="on_site", note="到场"),
        entry(4, "ticket.contacted", clock="first_contact", note="电话联系"),
        entry(5, "ticket.extension_asked", amount=3, note="等配件"),
        entry(6, "ticket.resolved", done="修好了", outcome="solved"),
    ]
    found = owed(standing(ticket=State.RESOLVED, is_extension_open=True), entries)
    assert [(each.kind, each.note, each.amount) for each in found] == [
        (K.RECEIPT, "", None),
        (K.FIRST_CONTACT, "电话联系", None),
        (K.EXTENSION_ASKED, "等配件", 3),
        (K.REPLIED, "修好了", None),
    ]
    told = {each.mark for each in found}
    assert owed(standing(S.ANSWERED, State.RESOLVED, *told, has_receipt=True, has_contact=True, is_extension_open=True), entries) == []
    # Back in hand nothing is answered, and an order that is over is told nothing.
    assert [each.kind for each in owed(standing(has_receipt=True, has_contact=True), entries)] == []
    assert all(owed(standing(state, State.RESOLVED), entries) == [] for state in FINAL)


def test_what_was_dispatched_by_the_import_or_settled_on_the_spot_is_told() -> None:
    assert [each.kind for each in owed(standing(), [entry(1, "ticket.imported", unit=str(ORDER))])] == [K.RECEIPT]
    spot = owed(standing(ticket=State.CLOSED), [entry(1, "ticket.settled_on_spot", line="当场清了")])
    assert [(each.kind, each.note) for each in spot] == [(K.RECEIPT, ""), (K.REPLIED, "当场清了")]
    assert owed(standing(), []) == []


def test_a_signed_return_is_owed() -> None:
    at = standing(return_at=AT, return_mark=mark_of("r"), return_reason="not_ours", return_note="在竹溪")
    assert [(each.kind, each.reason, each.note) for each in owed(at, [])] == [(K.RETURN_ASKED, "not_ours", "在竹溪")]


def test_a_return_has_its_limit_and_its_state() -> None:
    check_return(S.IN_HAND, return_by_at=None, now=AT)
    check_return(S.SENT, return_by_at=LATER, now=AT)
    with pytest.raises(Refused, match="11-23 09:30"):
        check_return(S.SENT, return_by_at=AT, now=LATER)
    for state in (S.RETURNING, S.ANSWERED, *FINAL):
        with pytest.raises(Refused) as refused:
            check_return(state, return_by_at=None, now=AT)
        assert refused.value.code == "hotline.not_returnable"


def one(ours: TheirState | None, theirs: TheirState | None, **facts: object) -> Difference | None:
    said: dict[str, object] = {"due_at": AT, "owed": frozenset(), "told": frozenset(), **facts}
    mine = [] if ours is None else [Ours(order_id=ORDER, number="QX1", state=ours, **said)]  # type: ignore[arg-type]
    found = differences(mine, [] if theirs is None else [Theirs(number="QX1", state=theirs, due_at=AT)])
    assert len(found) < 2
    return found[0] if found else None


def test_nothing_differs_where_nothing_does() -> None:
    assert all(one(state, state) is None for state in TheirState)
    assert all(one(state, None) is None for state in FINAL)
    assert one(S.SENT, None, is_later=True) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "facts", "found"),
    [
        (None, S.SENT, {}, (Gap.THEIRS_ONLY, Mend.TAKE_OVER, None)),
        (S.IN_HAND, None, {}, (Gap.OURS_ONLY, Mend.ASK, None)),
        (S.IN_HAND, S.SENT, {"told": frozenset({K.RECEIPT})}, (Gap.STATE, Mend.RESEND, K.RECEIPT)),
        (S.IN_HAND, S.SENT, {}, (Gap.STATE, Mend.LOOK, K.RECEIPT)),
        (S.ANSWERED, S.IN_HAND, {"told": frozenset({K.REPLIED})}, (Gap.STATE, Mend.RESEND, K.REPLIED)),
        (S.RETURNING, S.IN_HAND, {"told": frozenset({K.RETURN_ASKED})}, (Gap.STATE, Mend.RESEND, K.RETURN_ASKED)),
        (S.SENT, S.IN_HAND, {"owed": frozenset({K.RECEIPT})}, (Gap.STATE, Mend.SEND, K.RECEIPT)),
        (S.IN_HAND, S.ANSWERED, {}, (Gap.STATE, Mend.BY_HAND, K.REPLIED)),
        (S.ANSWERED, S.CLOSED, {}, (Gap.STATE, Mend.TAKE_RESULTS, None)),
        (S.RETURNING, S.RETURNED, {}, (Gap.STATE, Mend.TAKE_ANSWERS, None)),
        (S.IN_HAND, S.WITHDRAWN, {}, (Gap.STATE, Mend.TAKE_WITHDRAWALS, None)),
        (S.CLOSED, S.IN_HAND, {}, (Gap.STATE, Mend.TAKE_AGAIN, None)),
        (S.CLOSED, S.ANSWERED, {}, (Gap.STATE, Mend.LOOK, None)),
        (S.SENT, S.SENT, {"due_at": LATER}, (Gap.DEADLINE, Mend.TAKE_DEADLINE, None)),
    ],
)
def test_every_difference_has_its_mend(
    ours: TheirState | None, theirs: TheirState | None, facts: dict[str, object], found: tuple[Gap, Mend, StepKind | None]
) -> None:
    difference = one(ours, theirs, **facts)
    assert difference is not None
    assert (difference.gap, difference.mend, difference.step) == found


def test_without_a_list_only_our_own_side_shows() -> None:
    ours = Ours(order_id=ORDER, number="QX1", state=S.CLOSED, due_at=None, owed=frozenset(), told=frozenset(), is_behind=True)
    (found,) = differences([ours], None)
    assert (found.gap, found.mend) == (Gap.TICKET, Mend.APPLY)
