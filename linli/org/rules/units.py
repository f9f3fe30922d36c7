"""Units of all kinds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind

CODE_LIMIT = 40
NAME_LIMIT = 120
SHORT_NAME_LIMIT = 40
PHONE_LIMIT = 40
ADDRESS_LIMIT = 200

# The columns of the file in and out, in its order.
HEADINGS = {
    "code": "编号",
    "name": "名称",
    "short_name": "简称",
    "kind": "类型",
    "parent": "上级",
    "office_phone": "电话",
    "address": "地址",
}
REQUIRED_HEADINGS = ("编号", "名称", "类型")


class UnitKind(Kind):
    """What a unit is; supervision and comparison go by kind."""

    OPS_CENTER = "ops_center", gettext_noop("Operations centre")
    OFFICE = "office", gettext_noop("Office of the subdistrict")
    OUTPOST = "outpost", gettext_noop("Department outpost")
    RESIDENTS_COMMITTEE = "residents_committee", gettext_noop("Residents' committee")
    PROPERTY_FIRM = "property_firm", gettext_noop("Property firm")
    UTILITY = "utility", gettext_noop("Utility")
    SERVICE_CENTER = "service_center", gettext_noop("Service centre")
    BLOCK_BRANCH = "block_branch", gettext_noop("Block Party branch")
    ALLIANCE = "alliance", gettext_noop("Alliance member")
    OTHER = "other", gettext_noop("Other unit")


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What somebody says about a unit, as typed or as it stands."""

    code: str
    kind: str
    name: str
    short_name: str = ""
    office_phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit as it stands, as far as an import must know it."""

    id: UUID
    words: UnitWords
    parent_id: UUID | None
    is_open: bool


def worded(words: UnitWords) -> UnitWords:
    """The words as they may be stored; without a short name the name is its own. What cannot be stored is refused by field."""
    name = clean_text(words.name, field=gettext("name"), limit=NAME_LIMIT)
    return UnitWords(
        code=clean_text(words.code, field=gettext("code"), limit=CODE_LIMIT),
        kind=UnitKind.named(words.kind).value,
        name=name,
        short_name=clean_text(words.short_name or name, field=gettext("short name"), limit=SHORT_NAME_LIMIT),
        office_phone=clean_text(words.office_phone, field=gettext("office phone"), limit=PHONE_LIMIT, required=False),
        address=clean_text(words.address, field=gettext("address"), limit=ADDRESS_LIMIT, required=False),
    )


def check_parents(parents: Mapping[UUID, UUID | None], names: Mapping[UUID, str], changed: Iterable[UUID]) -> None:
    """Refuse a tree in which somebody stands below itself; only what hangs on the changed ones can have become one."""
    for unit_id in changed:
        seen, above = {unit_id}, parents.get(unit_id)
        while above is not None:
            if above in seen:
                raise Refused("org.unit_below_itself", name=names[unit_id])
            seen.add(above)
            above = parents.get(above)


def register() -> None:
    """Make the verbs of units known to the house."""
    words = {"code": str, "kind": str, "name": str, "short_name": str, "parent": str, "office_phone": str, "address": str}
    verbs.register("unit.opened", facts=words)
    verbs.register("unit.changed", facts=words)
    verbs.register("unit.closed", facts={"name": str})
    verbs.register("unit.reopened", facts={"name": str})


refusals(
    {
        "org.unit_below_itself": gettext_noop("{name} would stand below itself. Choose another unit above it."),
        "org.unit_code_taken": gettext_noop("The code {code} belongs to {name}. Choose another code."),
        "org.unit_closed": gettext_noop("{name} is closed. Choose a unit that is open, or open it again first."),
        "org.unit_in_use": gettext_noop("{name} cannot be closed yet: {reasons}. Move or end these first."),
        "org.unit_unknown": gettext_noop("There is no unit “{text}”. Write the code or the name of one in the list."),
        "org.unit_ambiguous": gettext_noop("Several units are called “{text}”. Write the code of the one you mean."),
    }
)
