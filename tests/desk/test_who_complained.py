"""As the firm complained about: no page, file, notice or refusal of any address shows who complained, how, or how many did.

Every address of the house is asked, also one that somebody adds tomorrow: it has only to be in routes.json, as it must anyhow.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from linli.desk.tickets.moves import OFFERS
from linli.kernel import clock, find, scope
from linli.kernel.actor import Channel
from linli.notices.models import Notice
from linli.tickets.actions import aside, dispatching, following, handling, joining, verifications, verifying
from linli.tickets.actions.following import Report
from linli.tickets.actions.intake import ReporterDraft
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.verifications import CallResult, CallWords
from tests.desk.house import House
from tests.desk.test_route_matrix import ADDRESSES, TABLE, full_name, row_name
from tests.desk.tickets.office import Office
from tests.desk.town import Town
from tests.kernel.files.test_pictures import jpeg

# What somebody said or is: each a string that stands nowhere else.
WORDS, NAME, PHONE = "七〇三室鲁某天天半夜被吵醒", "鲁九思", "10000007703"
MORE_WORDS, MORE_PHONE = "隔壁也说吵得睡不着觉", "10000007704"
NUMBER, SOURCE, REASON, CALL_NOTE = "SH99887766", "市长信箱直转", "他还在装睡不改", "电话里她说怕报复"
TAIL = re.compile(rf"(?<!\d){PHONE[-4:]}(?!\d)")
TELLING = (WORDS, NAME, PHONE, PHONE[-4:], MORE_WORDS, MORE_PHONE, NUMBER, SOURCE, REASON, CALL_NOTE)
FIRM = (
    "tickets.read_own",
    "tickets.accept",
    "tickets.return",
    "tickets.handle",
    "tickets.resolve",
    "tickets.verify",
    "org.read",
    "notes.read",
)
# Whatever a form may ask for, so that one gets past the first refusal.
SAID = {
    "note": "说明", "reason": "not_ours", "title": "标题", "text": "正文", "purpose": "核对", "q": "2611", "matter": "夜间噪声",
    "done": "好了", "outcome": "solved", "verdict": "solved", "by": "unit", "seen": "1", "to": "what", "here": "what", "code": "ZZZZ",
}  # fmt: skip


class Scene:
    """A ticket about a firm that the firm itself has to handle, with everything a reporter can leave behind; and one like it without."""

    def __init__(self, house: House, town: Town | None = None) -> None:
        self.office = Office(house)
        self.firm = self.office.units["wuye"]
        self.office.staff.login("firm", self.office.people["wuye"], *FIRM)
        self.browser = house.signed_in("firm")
        self.known, self.instead = (town.known, town.instead) if town else ({}, {})
        self.reported = self._reported()
        self.found = self._led(self.office.ticket(reporter=None, words="", about_unit_id=self.firm, matter="夜间噪声"))

    def _reported(self) -> UUID:
        said = {"words": WORDS, "matter": "夜间噪声", "source": SOURCE, "outside_number": NUMBER, "is_answer_wanted": True}
        who = ReporterDraft(full_name=NAME, phone=PHONE)
        ticket_id = self.office.ticket(**said, reporter=who, about_unit_id=self.firm)
        other = self.office.ticket(words=MORE_WORDS, matter="夜间噪声", source=SOURCE, reporter=ReporterDraft(phone=MORE_PHONE))
        self.office.does("centre", aside.merge, other, ticket_id, note="同一件")
        more = ReporterDraft(phone=MORE_PHONE)
        joined = self.office.does("centre", joining.join_report, ticket_id, joining.Report(source=SOURCE, reporter=more, words=MORE_WORDS))
        with scope.scoped(self.office.me):
            row = Ticket.objects.get(pk=ticket_id)
            find.index(row, [row.number, row.matter, row.words, row.address])
        self._led(ticket_id)
        self.office.does("wuye", handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="已提醒")
        self.office.does("centre", verifications.record_call, ticket_id, CallWords(result=CallResult.NO_ANSWER, note=CALL_NOTE))
        passer = replace(self.office.me, account_id=None, person_id=None, permissions=frozenset(), channel=Channel.PUBLIC)
        with scope.scoped(passer):
            following.judge(passer, joined.follow_code, verdict=Verdict.NOT_SOLVED, grade=Grade.DISSATISFIED, reason=REASON)
        return ticket_id

    def _led(self, ticket_id: UUID) -> UUID:
        led = {"lead_unit_id": self.firm, "note": "只有物业能管"}
        self.office.does("centre", dispatching.dispatch, ticket_id, **led)
        self.office.does("wuye", dispatching.accept, ticket_id)
        return ticket_id

    def addresses(self, ticket_id: UUID) -> Iterator[tuple[str, str]]:
        """Every row of the table with its address about this ticket; a move at its one address with each of its names."""
        for row in TABLE:
            name = full_name(row)
            wanted = set(ADDRESSES[name].pattern.converters)
            if name.startswith(("desk:", "public:")) and row_name(row) not in {"home", "account"}:
                wanted.add("code")
            known = self.known | self.instead.get(row_name(row), {}) | {"ticket_id": ticket_id}
            slugs: Sequence[str] = [offer.slug for offer in OFFERS] if "slug" in wanted and "ticket_id" in wanted else [""]
            for slug in slugs:
                yield row, reverse(name, kwargs={each: slug if each == "slug" and slug else known[each] for each in wanted})


def sent(answer: Any) -> str:
    """Everything that went over the line, files unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "Expires")
    return headers + "\n" + "\n".join(part.decode("utf-8", "replace") for part in unpacked(body))


def unpacked(body: bytes) -> Iterable[bytes]:
    if not body.startswith(b"PK\x03\x04"):
        return [body]
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def shown(text: str) -> list[str]:
    found = [each for each in TELLING if each in text]
    # Four digits also stand now and then in a drawn key or in the microseconds of a moment, which says nothing of anybody.
    return [each for each in found if each != PHONE[-4:] or TAIL.search(plain(text))]


def test_the_tail_of_a_number_is_seen_behind_a_mask_and_not_inside_a_moment() -> None:
    for text in ("尾号7703", "100****7703", '"7703"'):
        assert shown(text) == ["7703"]
    assert shown("2026-11-23T01:03:13.907703+08:00") == []


@pytest.fixture
def scene(house: House) -> Scene:
    return Scene(house)


def test_no_address_shows_the_firm_who_complained(house: House) -> None:
    scene = Scene(house, Town(house))
    leaks: list[str] = []
    seen = 0
    # Pages first: what is sent may end the firm's part in it.
    rows = sorted(scene.addresses(scene.reported), key=lambda each: each[0].endswith(" POST"))
    for row, address in rows:
        answers = [scene.browser.post(address, SAID)] if row.endswith(" POST") else asked(scene.browser, address)
        for answer in answers:
            text = sent(answer)
            seen += answer.status_code == 200 and "夜间噪声" in text
            leaks += [f"{row} {address}: {each}" for each in shown(text)]
    assert leaks == []
    assert seen > 3, "the firm saw its ticket nowhere, so nothing was shown to be hidden"


def asked(browser: Client, address: str) -> list[Any]:
    """The page as it is, and as a search for what the firm knows."""
    return [browser.get(address), browser.get(address, {"q": "夜间噪声"}, HTTP_HX_REQUEST="true")]


def test_the_centre_is_shown_what_the_firm_is_not_and_searching_finds_nothing(scene: Scene) -> None:
    # Otherwise nothing but an empty house would have been looked at.
    text = sent(scene.office.browsers["centre"].get(scene.office.at(scene.reported)))
    assert WORDS in text
    assert NUMBER in text
    for words in TELLING:
        text = sent(scene.browser.get(reverse("desk:search", args=["lanting"]), {"q": words}))
        assert "夜间噪声" not in text.replace(words, ""), words
    scene.office.house.work()
    actor = scene.office.actor("firm")
    with scope.scoped(actor):
        told = [str(row.__dict__) for row in Notice.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id)]
    assert [each for text in told for each in shown(text)] == []


MOVING = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"\d{4}-\d{4}"), "NUMBER"),
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|csrf[^>]*'), "TOKEN"),
    # The version a page carries: a mark, which says of no ticket how much is written of it.
    (re.compile(r'name="seen" value="[a-p]{24}"|before=[a-p]{24}'), "SEEN"),
    (re.compile(r"[0-9a-f]{12,64}"), "DIGEST"),
    # Packed digits of another number are now and then a byte longer; the parts of the file are compared themselves.
    (re.compile(r"Content-Length: \d+"), "LENGTH"),
]


def plain(text: str) -> str:
    for pattern, word in MOVING:
        text = pattern.sub(word, text)
    return text


def test_a_ticket_with_three_reporters_looks_like_one_that_nobody_reported(house: House) -> None:
    """How many cannot be searched for: so the pages of both are laid upon one another."""
    now = clock.now()
    with clock.told_by(lambda: now):
        town, scene = Town(house), Scene.__new__(Scene)
        scene.office, scene.known, scene.instead = Office(house), town.known, town.instead
        scene.firm = scene.office.units["wuye"]
        scene.office.staff.login("firm", scene.office.people["wuye"], *FIRM)
        scene.browser = house.signed_in("firm")
        many = scene.office.ticket(
            words=WORDS, matter="夜间噪声", source=SOURCE, is_answer_wanted=True, reporter=ReporterDraft(phone=PHONE)
        )
        for phone in ("10000007705", "10000007706"):
            report = joining.Report(source=SOURCE, reporter=ReporterDraft(phone=phone), words=MORE_WORDS)
            scene.office.does("centre", joining.join_report, many, report)
        none = scene.office.ticket(words="", matter="夜间噪声", source="patrol", reporter=None)
        for ticket_id in (many, none):
            scene.office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=scene.firm, note="只有物业能管")
            scene.office.does("wuye", dispatching.accept, ticket_id)
        differing = []
        for (row, one), (_, other) in zip(scene.addresses(many), scene.addresses(none), strict=True):
            if "ticket_id" in ADDRESSES[full_name(row)].pattern.converters and not row.endswith(" POST"):
                texts = [plain(sent(scene.browser.get(address))) for address in (one, other)]
                if texts[0] != texts[1]:
                    differing.append(f"{one}: {difference(*texts)}")
    assert differing == []


def test_what_is_sent_is_answered_the_same_whoever_reported_it_and_however_many(house: House) -> None:
    """More report it after the firm has it; then every form of the firm is sent about it, and about one that nobody reported."""
    now = clock.now()
    with clock.told_by(lambda: now):
        town, scene = Town(house), Scene.__new__(Scene)
        scene.office, scene.known, scene.instead = Office(house), town.known, town.instead
        scene.firm = scene.office.units["wuye"]
        scene.office.staff.login("firm", scene.office.people["wuye"], *FIRM)
        scene.browser = house.signed_in("firm")
        pair, differing, done = twins(scene), [], 0
        rows = [each for each in TABLE if each.endswith(" POST") and "ticket_id" in ADDRESSES[full_name(each)].pattern.converters]
        forms = [address for row, address in scene.addresses(pair[0]) if row in rows]
        first = str(pair[0])
        for form in forms:
            addresses = [form.replace(first, str(ticket_id)) for ticket_id in pair]
            answers = [sent_as_shown(scene, *each) for each in zip(addresses, pair, strict=True)]
            texts = [plain(f"{answer.status_code} {sent(answer)}") for answer in answers]
            differing += [f"{addresses[0]}: {difference(*texts)}"] if texts[0] != texts[1] else []
            if answers[0].status_code < 400:
                pages = [plain(sent(scene.browser.get(scene.office.at(ticket_id)))) for ticket_id in pair]
                differing += [f"after {addresses[0]}: {difference(*pages)}"] if pages[0] != pages[1] else []
                pair, done = twins(scene), done + 1
    assert differing == []
    assert done > 1, "nothing that the firm sent was done, so no answer to a deed was compared"


def twins(scene: Scene) -> tuple[UUID, UUID]:
    """One that three reported, two of them after the firm took it, with another merged into it; and one that nobody did."""
    office, phone = scene.office, ReporterDraft(phone=PHONE)
    many = office.ticket(words=WORDS, matter="夜间噪声", source=SOURCE, outside_number=NUMBER, is_answer_wanted=True, reporter=phone)
    none = office.ticket(words="", matter="夜间噪声", source="patrol", reporter=None)
    for ticket_id in (many, none):
        office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=scene.firm, note="只有物业能管")
        office.does("wuye", dispatching.accept, ticket_id)
    for number in ("10000007705", "10000007706"):
        more = joining.Report(source=SOURCE, reporter=ReporterDraft(phone=number), words=MORE_WORDS, is_answer_wanted=True)
        office.does("centre", joining.join_report, many, more)
    other = office.ticket(words=MORE_WORDS, matter="夜间噪声", source=SOURCE, reporter=ReporterDraft(phone=MORE_PHONE))
    office.does("centre", aside.merge, other, many, note="同一件")
    return many, none


def sent_as_shown(scene: Scene, address: str, ticket_id: UUID) -> Any:
    """The form sent with the version that the page shows."""
    shown = re.search(r'name="seen" value="([^"]+)"', scene.browser.get(scene.office.at(ticket_id)).content.decode())
    return scene.browser.post(address, {**SAID, "seen": shown[1] if shown else "1"})


def difference(one: str, other: str) -> str:
    lines = set(one.splitlines()) ^ set(other.splitlines())
    return " | ".join(sorted(line.strip()[:300] for line in lines))[:1_000]


def test_neither_a_closing_nor_a_picture_tells_the_firm(scene: Scene) -> None:
    passer = replace(scene.office.me, account_id=None, person_id=None, permissions=frozenset(), channel=Channel.PUBLIC)
    with scope.scoped(passer):
        following.report(passer, Report(words=WORDS, phone=PHONE, is_answer_wanted=True), [jpeg()])
    with scope.scoped(scene.office.me):
        ticket = Ticket.objects.filter(channel="public").order_by("-received_at")[0]
    scene.office.does("centre", dispatching.dispatch, ticket.pk, lead_unit_id=scene.firm, matter="夜间噪声", note="只有物业能管")
    text = sent(scene.browser.get(scene.office.at(ticket.pk)))
    assert "夜间噪声" in text
    assert shown(text) == []
    assert "1.jpg" not in text
    closed = []
    for ticket_id in (scene.found, scene.reported):
        scene.office.does("wuye", handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="已处理")
        scene.office.does("centre", verifying.close, ticket_id, verdict=Verdict.SOLVED, by=VerifiedBy.CALLBACK, note="核实")
        closed.append(sent(scene.browser.get(scene.office.at(ticket_id))))
    assert [each for text in closed for each in shown(text)] == []
