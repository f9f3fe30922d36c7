"""The reply 办结回复: what belongs into it, what is still missing, who signs it, and what of an old one may serve again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.org.rules.kinds import Kind
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.satisfaction import Grade

TEXT_LIMIT: Final = 2_000
POINTS_AT_MOST: Final = 12
# A shorter piece of text asks for nothing.
SHORTEST_POINT: Final = 4


class ReplyState(Kind):
    """Where a reply stands."""

    DRAFT = "draft", gettext_noop("Being written")
    SUBMITTED = "submitted", gettext_noop("Waiting for the unit's head")
    COUNTERSIGNING = "countersigning", gettext_noop("Waiting for the deputy director")
    SIGNED = "signed", gettext_noop("Signed")


class FactFinding(Kind):
    """Whether it is as the matter says 事实认定."""

    TRUE = "true", gettext_noop("True")
    PARTLY = "partly", gettext_noop("Partly true")
    UNTRUE = "untrue", gettext_noop("Not so")
    UNCLEAR = "unclear", gettext_noop("Cannot be found out")


class ClaimFinding(Kind):
    """Whether what is asked for can be asked for 诉求认定."""

    REASONABLE = "reasonable", gettext_noop("Reasonable")
    PARTLY = "partly", gettext_noop("Partly reasonable")
    UNREASONABLE = "unreasonable", gettext_noop("Not reasonable")


class AnswerWay(Kind):
    """How the answer was given 答复方式."""

    PHONE = "phone", gettext_noop("By phone")
    VISIT = "visit", gettext_noop("Face to face")
    WRITING = "writing", gettext_noop("In writing")
    MESSAGE = "message", gettext_noop("By message")


class Responsibility(Kind):
    """Whose it was 责任判断."""

    OURS = "ours", gettext_noop("This unit's")
    ANOTHER = "another", gettext_noop("Another unit's")
    SHARED = "shared", gettext_noop("Shared by several")
    PRIVATE = "private", gettext_noop("For the parties themselves")


class Point(TypedDict):
    """One thing the reporter asked, and what the reply says to it."""

    asked: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWords:
    """Everything a handler writes; nothing said yet is empty."""

    has_contacted: bool | None = None
    contacted_by_person_id: UUID | None = None
    contacted_at: datetime | None = None
    first_call: str = ""
    why_no_call: str = ""
    has_looked: bool | None = None
    looked_at: datetime | None = None
    fact_finding: str = ""
    fact_note: str = ""
    claim_finding: str = ""
    claim_note: str = ""
    outcome: str = ""
    done: str = ""
    answer_way: str = ""
    answered_at: datetime | None = None
    answer_points: str = ""
    is_public: bool | None = None
    grade: str = ""
    grade_reason: str = ""
    feedback: str = ""
    signed_as_unit_id: UUID | None = None
    responsibility: str = ""
    responsibility_note: str = ""
    responsible_person_id: UUID | None = None
    deputy_person_id: UUID | None = None
    particulars: str = ""
    points: Sequence[Point] = field(default_factory=tuple)


# The free texts, with the words people read above them; every one is cleaned alike.
TEXTS: Final[Mapping[str, str]] = {
    "first_call": gettext_noop("What was said at first contact"),
    "why_no_call": gettext_noop("Why there was no first contact"),
    "fact_note": gettext_noop("What was found"),
    "claim_note": gettext_noop("Why the claim is seen so"),
    "done": gettext_noop("What was done"),
    "answer_points": gettext_noop("What was answered"),
    "grade_reason": gettext_noop("Why not satisfied"),
    "feedback": gettext_noop("What the reporter said to it"),
    "responsibility_note": gettext_noop("Whose it was, in words"),
    "particulars": gettext_noop("Kind and area"),
}
CLOSED: Final[Mapping[str, type[Kind]]] = {
    "fact_finding": FactFinding,
    "claim_finding": ClaimFinding,
    "outcome": Verdict,
    "answer_way": AnswerWay,
    "grade": Grade,
    "responsibility": Responsibility,
}
NOT_YET_SAID: Final[Mapping[str, str]] = {
    "has_contacted": gettext_noop("Whether the reporter was contacted first"),
    "contacted_by_person_id": gettext_noop("Who made first contact"),
    "contacted_at": gettext_noop("When first contact was made"),
    **TEXTS,
    "has_looked": gettext_noop("Whether somebody looked on site"),
    "looked_at": gettext_noop("When somebody looked on site"),
    "fact_finding": gettext_noop("Whether it is as the matter says"),
    "claim_finding": gettext_noop("Whether the claim is reasonable"),
    "outcome": gettext_noop("Solved, explained or not solved"),
    "answer_way": gettext_noop("How the answer was given"),
    "answered_at": gettext_noop("When the answer was given"),
    "is_public": gettext_noop("Whether the reply may be published"),
    "grade": gettext_noop("How satisfied the reporter says to be"),
    "signed_as_unit_id": gettext_noop("Which unit signs"),
    "responsibility": gettext_noop("Whose it was"),
    "responsible_person_id": gettext_noop("Who is responsible in the unit"),
}
_ALWAYS: Final = (
    *("has_looked", "fact_finding", "fact_note", "claim_finding", "claim_note", "outcome", "done"),
    *("is_public", "signed_as_unit_id", "responsibility", "responsible_person_id"),
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a reply still lacks: the field, and which of the reporter's points where it is one of them."""

    field: str
    point: str = ""


def missing(words: ReplyWords, *, knows_reporter: bool, is_answer_wanted: bool) -> tuple[Missing, ...]:
    """What has to be filled in before the reply can be signed; who may not know the reporter owes nothing towards him."""
    wanted = list(_ALWAYS)
    if words.has_looked:
        wanted.append("looked_at")
    if knows_reporter:
        wanted += _towards_reporter(words, is_answer_wanted)
    empty = [Missing(name) for name in wanted if getattr(words, name) in {None, ""}]
    return (*empty, *(Missing("points", point["asked"]) for point in words.points if not point["answer"]))


def _towards_reporter(words: ReplyWords, is_answer_wanted: bool) -> list[str]:
    wanted = ["has_contacted"]
    if words.has_contacted is True:
        wanted += ["contacted_by_person_id", "contacted_at", "first_call"]
    if words.has_contacted is False:
        wanted.append("why_no_call")
    if is_answer_wanted:
        wanted += ["answer_way", "answered_at", "answer_points"]
    if words.grade and Grade(words.grade).leans_dissatisfied:
        wanted.append("grade_reason")
    return wanted


def check_whole(found: Sequence[Missing]) -> None:
    """Refuse to hand on a reply that leaves something open."""
    if found:
        raise Refused("tickets.reply_has_gaps", number=len(found))


def needs_deputy(words: ReplyWords, *, is_repeated: bool, is_supervised: bool) -> bool:
    """Whether the responsible deputy director signs too: somebody leans dissatisfied, it came back, or it is supervised."""
    leans = bool(words.grade) and Grade(words.grade).leans_dissatisfied
    return leans or is_repeated or is_supervised


_NUMBERED: Final = re.compile(
    r"(?:^|(?<=[\s。；;，,]))(?:[一二三四五六七八九十]+、|\(?\d{1,2}[)、.．]|（[一二三四五六七八九十\d]+）|[①-⑳])"
)
_SENTENCES: Final = re.compile(r"[。！？!?；;\n]+")


def points_of(text: str) -> list[Point]:
    """The things a text asks for: its numbered items, or else its sentences; nothing is left out, the last holds the rest."""
    pieces = _NUMBERED.split(text) if len(_NUMBERED.findall(text)) > 1 else _SENTENCES.split(text)
    said = [piece.strip(" ，,。；;：:\n\t") for piece in pieces]
    found = [piece for piece in said if len(piece) >= SHORTEST_POINT]
    if len(found) > POINTS_AT_MOST:
        found = [*found[: POINTS_AT_MOST - 1], "；".join(found[POINTS_AT_MOST - 1 :])]
    return [Point(asked=piece, answer="") for piece in found]


# What an old reply may give to a new one; nothing of it tells of the reporter, the places and people are blanked besides.
REUSED: Final = ("fact_note", "claim_note", "done", "answer_points")
BLANK: Final = "＿＿"
_COMPOUND: Final = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒"
_SURNAMED: Final = re.compile(rf"(?:{_COMPOUND}|[\u4e00-\u9fff])(?=先生|女士|小姐|阿姨|大爷|大妈|师傅|老师|叔叔|奶奶|爷爷|某)")
_NAMED: Final = re.compile(r"(?<=[系叫为])[\u4e00-\u9fff]{2,3}(?=[，,。；;（(]|本人)")
_PLACED: Final = re.compile(r"[A-Za-z\d一二三四五六七八九十百零〇-]+\s*(?=号楼|号|弄|室|幢|栋|单元|楼|层|座)")
_PLATE: Final = re.compile(r"[\u4e00-\u9fff][A-HJ-NP-Z][·•]?[A-HJ-NP-Z\d]{5,6}")
_NUMBER: Final = re.compile(r"[\d０-９](?:[\d０-９\s－-]*[\d０-９]){3,}[XxＸ]?")


def depersonalised(text: str) -> str:
    """The text of an old reply without names, house numbers, plates and long numbers: a draft to go on from."""
    for pattern in (_PLATE, _NUMBER, _PLACED, _SURNAMED, _NAMED):
        text = pattern.sub(BLANK, text)
    return text


refusals(
    {
        "tickets.reply_has_gaps": gettext_noop("The reply still lacks: {number}. They are marked below; fill them in, then hand it on."),
        "tickets.reply_is_signed": gettext_noop("This reply has been handed on for signature. Ask the unit's head to give it back first."),
        "tickets.reply_not_submitted": gettext_noop("This reply does not wait for your signature. Look at where it stands."),
        "tickets.reply_of_another": gettext_noop(
            "Only the unit that has the ticket writes its reply. Ask that unit, or the centre to give it to yours."
        ),
        "tickets.deputy_is_head": gettext_noop(
            "You signed this reply for the unit already. The responsible deputy director has to sign it too."
        ),
        "tickets.reply_not_in_hand": gettext_noop("The ticket is “{state}” now. A reply is written while it is being handled."),
    }
)
