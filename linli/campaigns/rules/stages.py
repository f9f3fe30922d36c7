"""The stage list of a drive is its own; what the stages mean, and which step may follow which, is the house's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from linli.campaigns.rules.kinds import NOTE_LIMIT, REASONS_AT_MOST, STAGES_AT_MOST, TITLE_LIMIT, Meaning
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text

_STAGE, _CONCERN = gettext_lazy("Stage"), gettext_lazy("Concern")
# In this order they mean something; a list may leave out what its campaign does not know, never what is not here.
ORDER: Final = (
    Meaning.CONTACTED,
    Meaning.CONCERNS,
    Meaning.AGREED,
    Meaning.DEPOSIT,
    Meaning.WAITING,
    Meaning.DONE,
    Meaning.LOOKED_AGAIN,
    Meaning.HELD,
)
# Nobody looks again at what he did himself, and nothing has held before it was looked at.
BEFORE: Final = {Meaning.LOOKED_AGAIN: Meaning.DONE, Meaning.HELD: Meaning.LOOKED_AGAIN}
FINISHED: Final = frozenset({Meaning.DONE, Meaning.LOOKED_AGAIN, Meaning.HELD})


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a campaign's own list."""

    key: str
    title: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a target stands, who brought it there and when; without a stage nobody has spoken to it yet."""

    stage: Stage | None = None
    on: date | None = None
    by: UUID | None = None


# The drive from gas to electricity, and every other that goes from door to door, begin with these.
STANDARD: Final[Sequence[Stage]] = tuple(
    Stage(meaning.value, title, meaning)
    for meaning, title in (
        (Meaning.CONTACTED, "已联系"),
        (Meaning.CONCERNS, "有顾虑"),
        (Meaning.AGREED, "已同意"),
        (Meaning.DEPOSIT, "已付定金"),
        (Meaning.WAITING, "等外部条件"),
        (Meaning.DONE, "已完成"),
        (Meaning.LOOKED_AGAIN, "已复看"),
        (Meaning.HELD, "无反复"),
    )
)
STANDARD_CONCERNS: Final = ("价", "电", "味", "停业时间", "房东不同意", "别的")


def checked_stages(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """The list as it may be stored: keys and titles once, meanings once and in their order, and an end."""
    cleaned = tuple(Stage(each.key.strip(), clean_text(each.title, field=_STAGE, limit=TITLE_LIMIT), each.meaning) for each in stages)
    if not 2 <= len(cleaned) <= STAGES_AT_MOST:
        raise Refused("campaigns.number_of_stages", number=len(cleaned), limit=STAGES_AT_MOST)
    for row, stage in enumerate(cleaned, start=1):
        earlier = cleaned[: row - 1]
        if not stage.key or any(stage.key == each.key or stage.title == each.title for each in earlier):
            raise Refused("campaigns.stage_twice", row=row, title=stage.title)
        _check_meaning(earlier, stage, row)
    if Meaning.DONE not in {each.meaning for each in cleaned}:
        raise Refused("campaigns.no_end", meaning=gettext(Meaning.DONE.words))
    return cleaned


def checked_concerns(concerns: Sequence[str]) -> tuple[str, ...]:
    """The concerns 顾虑 a drive listens for; a concern is about the matter, never about the person who has it."""
    cleaned = tuple(dict.fromkeys(clean_text(each, field=_CONCERN, limit=TITLE_LIMIT) for each in concerns))
    if len(cleaned) > REASONS_AT_MOST:
        raise Refused("campaigns.too_many_concerns", limit=REASONS_AT_MOST)
    return cleaned


def stored(stages: Sequence[Stage]) -> list[dict[str, str]]:
    """The list as the campaign's row keeps it."""
    return [{"key": each.key, "title": each.title, "meaning": each.meaning.value} for each in stages]


def read(rows: Sequence[Mapping[str, str]]) -> tuple[Stage, ...]:
    """The list back from the campaign's row."""
    return tuple(Stage(row["key"], row["title"], Meaning(row["meaning"])) for row in rows)


def from_lines(text: str) -> tuple[Stage, ...]:
    """The list as one types it: a line each, “name = meaning”; without a meaning it is a step of the campaign's own.

    The key is the meaning where it has one, else the name: what is renamed while the campaign is prepared stays what it means.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        title, _, meaning = (part.strip() for part in line.partition("="))
        means = Meaning.named(meaning) if meaning else Meaning.STEP
        found.append(Stage(title[:TITLE_LIMIT] if means is Meaning.STEP else means.value, title, means))
    return tuple(found)


def keys_meaning(stages: Sequence[Stage], meanings: Collection[Meaning]) -> list[str]:
    """The keys of the stages that stand for one of these."""
    return [each.key for each in stages if each.meaning in meanings]


def named(stages: Sequence[Stage], key: str) -> Stage:
    """The stage of that key, or a refusal that names those there are."""
    for stage in stages:
        if stage.key == key:
            return stage
    raise Refused("campaigns.no_such_stage", key=key[:TITLE_LIMIT], titles=gettext(", ").join(each.title for each in stages))


def check_step(standing: Standing, to: Stage, *, by: UUID, on: date, hold_days: int) -> None:
    """Refuse a step that would say more than was seen.

    Stages may be skipped and gone back; only looking again 复看 needs what it looks at, another pair of eyes and, for what is to have
    held, the days the campaign gives it.
    """
    needed = BEFORE.get(to.meaning)
    if needed is None:
        return
    if standing.stage is None or standing.stage.meaning is not needed:
        raise Refused("campaigns.not_there_yet", title=to.title, needed=gettext(needed.words))
    if to.meaning is Meaning.LOOKED_AGAIN and standing.by == by:
        raise Refused("campaigns.own_work", title=to.title)
    due = held_from(standing, hold_days)
    if to.meaning is Meaning.HELD and due is not None and on < due:
        raise Refused("campaigns.too_early", title=to.title, due=due.isoformat())


def held_from(standing: Standing, hold_days: int) -> date | None:
    """The first day on which it may be said that what was looked at again has held; None where it was not."""
    if standing.stage is None or standing.on is None or standing.stage.meaning is not Meaning.LOOKED_AGAIN:
        return None
    return standing.on + timedelta(days=hold_days)


def checked_concern(concerns: Sequence[str], to: Stage, concern: str, note: str) -> tuple[str, str]:
    """What was said at the door: a stage of concerns names one of the campaign's own, any other stage none."""
    said = clean_text(note, field=gettext_lazy("Note"), limit=NOTE_LIMIT, required=False)
    if to.meaning is not Meaning.CONCERNS:
        return "", said
    if concern not in concerns:
        raise Refused("campaigns.which_concern", choices=gettext(", ").join(concerns))
    return concern, said


def _check_meaning(earlier: Sequence[Stage], stage: Stage, row: int) -> None:
    if stage.meaning is Meaning.STEP:
        return
    ranks = [ORDER.index(each.meaning) for each in earlier if each.meaning is not Meaning.STEP]
    if ranks and ORDER.index(stage.meaning) <= max(ranks):
        raise Refused("campaigns.out_of_order", row=row, title=stage.title, meaning=gettext(stage.meaning.words))
    needed = BEFORE.get(stage.meaning)
    if needed is not None and needed not in {each.meaning for each in earlier}:
        raise Refused("campaigns.out_of_order", row=row, title=stage.title, meaning=gettext(stage.meaning.words))


refusals(
    {
        "campaigns.number_of_stages": gettext_noop("A campaign has 2 to {limit} stages, this list has {number}. Add or remove some."),
        "campaigns.stage_twice": gettext_noop("Row {row}: the stage “{title}” is there already, or has no key. Give it another name."),
        "campaigns.out_of_order": gettext_noop(
            "Row {row}: “{title}” means “{meaning}”, which must come later than what it follows upon and only once. Move the row."
        ),
        "campaigns.no_end": gettext_noop("No stage means “{meaning}”, so nobody would ever be through. Add one."),
        "campaigns.too_many_concerns": gettext_noop("A campaign listens for at most {limit} concerns. Put like ones together."),
        "campaigns.no_such_stage": gettext_noop("This campaign has no stage “{key}”. Choose one of: {titles}."),
        "campaigns.not_there_yet": gettext_noop("“{title}” comes after “{needed}”. Enter that first."),
        "campaigns.own_work": gettext_noop("“{title}” is for somebody else than who did the work. Ask a colleague to look."),
        "campaigns.too_early": gettext_noop("“{title}” can be said from {due} on, not before. Look again then."),
        "campaigns.which_concern": gettext_noop("Say which concern it is about. Choose one of: {choices}."),
    }
)
