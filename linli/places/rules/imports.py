"""Places from a table that somebody else keeps: how its columns are mapped, and what each row says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final, TypeAlias
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.geo.coordinates import System, convert
from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Row, mapped
from linli.org.rules.outlines import system_of
from linli.places.rules.kinds import ACCURACY_AT_MOST_M, Kind, Stage
from linli.places.rules.words import ContactWords, Spot

MAPPING_NAME_LIMIT: Final = 40
COLUMN_LIMIT: Final = 80
MOST_WORDS: Final = 1_000
FILE_NAME_LIMIT: Final = 200
_TAGS: Final = re.compile(r"[、,，;；/|\s]+")
_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})(?!\d)")
# Programs write these where they know nothing.
_NOTHING: Final = frozenset({"暂无", "暂无数据", "无", "null", "none", "nan", "n/a", "-", "--", "/"})


class Column(StrEnum):
    """What a column may hold."""

    NAME = "name"
    ADDRESS = "address"
    KIND = "kind"
    STAGE = "stage"
    STAGE_ON = "stage_on"
    LON = "lon"
    LAT = "lat"
    TAGS = "tags"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"


# How such headings are worded, the most usual first.
HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.NAME: (
        *(
            "场所名称",
            "店铺名称",
            "商户名称",
            "门店名称",
            "店名",
            "单位名称",
            "企业名称",
            "小区名称",
            "楼宇名称",
            "招牌名称",
            "名称",
            "字号",
        ),
        *("name", "shopname", "placename"),
    ),
    Column.ADDRESS: ("详细地址", "经营地址", "门牌地址", "店铺地址", "单位地址", "注册地址", "地址", "门牌", "住所", "address"),
    Column.KIND: ("场所类型", "场所类别", "业态", "经营类别", "行业类别", "行业", "类型", "类别", "category", "kind", "type"),
    Column.STAGE: ("经营状态", "营业状态", "登记状态", "状态", "status"),
    Column.STAGE_ON: ("状态日期", "开业日期", "开业时间", "成立日期", "since"),
    Column.LON: ("经度", "经度wgs84", "经度gcj02", "经度bd09", "经度cgcs2000", "lon", "lng", "longitude", "x"),
    Column.LAT: ("纬度", "纬度wgs84", "纬度gcj02", "纬度bd09", "纬度cgcs2000", "lat", "latitude", "y"),
    Column.TAGS: ("标签", "tags"),
    Column.CONTACT_NAME: ("联系人", "负责人", "经营者", "店长", "法定代表人", "contact"),
    Column.CONTACT_PHONE: ("联系电话", "负责人电话", "手机号", "手机", "电话", "phone"),
}
_MEANT: Final = mapped.meanings(HEADINGS)
# What words for kinds and stages probably mean; a person looks at it.
_KIND_WORDS: Final[Sequence[tuple[Kind, tuple[str, ...]]]] = (
    (Kind.FACILITY, ("atm", "加油", "充电", "自助")),
    (Kind.TRAINING, ("培训", "托育", "早教")),
    (Kind.SCHOOL, ("学校", "幼儿园", "小学", "中学", "大学")),
    (Kind.CLINIC, ("医院", "诊所", "卫生", "口腔")),
    (Kind.ELDERLY_CARE, ("养老", "敬老", "护理院")),
    (Kind.HOTEL, ("宾馆", "酒店", "旅馆", "旅店", "民宿")),
    (Kind.COURIER_STATION, ("快递", "驿站")),
    (Kind.METRO_STATION, ("地铁", "轨交")),
    (Kind.SERVICE_STATION, ("党群", "服务站")),
    (Kind.RESTAURANT, ("餐", "饮", "食", "饭", "面馆", "火锅", "咖啡", "星巴克", "肯德基", "麦当劳", "必胜客", "味千", "呷哺", "汉堡")),
    (Kind.MALL, ("商场", "购物中心", "市场", "百货")),
    (Kind.SITE, ("工地", "在建")),
    (Kind.COMPOUND, ("小区", "住宅")),
    (Kind.VACANT_UNIT, ("空置", "空铺")),
    (Kind.BUILDING, ("楼宇", "写字楼", "大厦")),
    (Kind.OFFICE, ("办公", "公司", "保险", "人寿")),
    (Kind.PUBLIC_SPACE, ("公园", "广场", "绿地")),
    (Kind.SHOP, ("店", "零售", "超市", "商铺", "便利")),
)
_STAGE_WORDS: Final[Sequence[tuple[Stage, tuple[str, ...]]]] = (
    (Stage.SUSPENDED, ("暂停", "歇业", "停业")),
    (Stage.CLOSED, ("关", "注销", "吊销", "倒闭", "撤")),
    (Stage.VACANT, ("空置", "空关", "待租")),
    (Stage.FITTING_OUT, ("装修",)),
    (Stage.PLANNED, ("筹", "拟", "未开")),
    (Stage.OPEN, ("营", "开业", "存续", "正常", "在业", "open", "使用", "在用")),
)
Sheet: TypeAlias = mapped.Sheet[Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingDraft:
    """How files of one layout are read."""

    name: str
    columns: Mapping[Column, str]
    # What their words for kinds mean, and what everything else is.
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    other_kind: Kind = Kind.SHOP
    # In which system their coordinates are, and how far these may be off.
    coord_system: System = System.WGS84
    accuracy_m: float | None = None

    def __post_init__(self) -> None:
        headings = list(self.columns.values())
        if not self.name or len(self.name) > MAPPING_NAME_LIMIT:
            raise Refused("places.mapping_unnamed", limit=MAPPING_NAME_LIMIT)
        if (
            Column.NAME not in self.columns
            or len(set(headings)) < len(headings)
            or (Column.LON in self.columns) != (Column.LAT in self.columns)
        ):
            raise Refused("places.mapping_incomplete", name=self.name)
        if any(not each or len(each) > COLUMN_LIMIT for each in headings):
            raise Refused("places.mapping_incomplete", name=self.name)
        if len(self.kinds) > MOST_WORDS or any(not word or len(word) > mapped.WORD_LIMIT for word in self.kinds):
            raise Refused("places.words_too_long", name=self.name, limit=MOST_WORDS, length=mapped.WORD_LIMIT)
        if not 0 <= (self.accuracy_m or 0.0) <= ACCURACY_AT_MOST_M:
            raise Refused("places.point_is_nowhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row as it will become a place; `digest` tells it from every other row of its layout."""

    number: int
    digest: UUID
    name: str
    address: str
    kind: Kind
    stage: Stage
    stage_on: date | None
    # As the file writes it, in the system of the mapping.
    point: tuple[float, float] | None
    tags: tuple[str, ...]
    contact: ContactWords | None


def stored(draft: MappingDraft) -> dict[str, object]:
    """The mapping as plain JSON."""
    return {
        "columns": {column.value: heading for column, heading in draft.columns.items()},
        "kinds": {word: kind.value for word, kind in draft.kinds.items()},
        "other_kind": draft.other_kind.value,
        "coord_system": draft.coord_system.value,
        "accuracy_m": draft.accuracy_m,
    }


def restored(name: str, kept: object) -> MappingDraft:
    """The mapping that was kept; refused when somebody wrote it by hand and wrote it wrong."""
    if not isinstance(kept, dict):
        raise Refused("places.mapping_incomplete", name=name)
    columns, kinds, accuracy = kept.get("columns"), kept.get("kinds", {}), kept.get("accuracy_m")
    if not isinstance(columns, dict) or not isinstance(kinds, dict):
        raise Refused("places.mapping_incomplete", name=name)
    try:
        return MappingDraft(
            name=name,
            columns={Column(column): str(heading) for column, heading in columns.items()},
            kinds={str(word): Kind(kind) for word, kind in kinds.items()},
            other_kind=Kind(kept.get("other_kind", Kind.SHOP.value)),
            coord_system=system_of(str(kept.get("coord_system", System.WGS84.value))),
            accuracy_m=None if accuracy is None else float(accuracy),
        )
    except (ValueError, TypeError) as error:
        raise Refused("places.mapping_incomplete", name=name) from error


def guess(name: str, rows: Sequence[Row]) -> MappingDraft | None:
    """What a table nobody has described yet probably says; nothing as long as no column holds names."""
    headings, columns = mapped.guessed(_MEANT, rows)
    if Column.NAME not in columns:
        return None
    if (Column.LON in columns) != (Column.LAT in columns):
        columns = {column: heading for column, heading in columns.items() if column not in {Column.LON, Column.LAT}}
    words = mapped.words_under(rows, headings, columns.get(Column.KIND, ""))
    return MappingDraft(
        name=name[:MAPPING_NAME_LIMIT],
        columns=columns,
        kinds={word: kind for word in words if (kind := kind_of(word)) is not None},
        other_kind=kind_of(columns[Column.NAME]) or Kind.SHOP,
        coord_system=system_of(mapped.system_named(headings)),
    )


def headings_of(rows: Sequence[Row]) -> Sequence[str]:
    """The row that looks most like headings."""
    return mapped.guessed(_MEANT, rows)[0]


def spot_of(lon: float | None, lat: float | None, system: str) -> Spot | None:
    """A point somebody typed, in WGS-84; half a point is refused."""
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise Refused("places.point_is_nowhere")
    chosen = system_of(system)
    ((east, north),) = convert([(lon, lat)], chosen, System.WGS84).tolist()
    return Spot(lon=east, lat=north, coord_system=chosen.value)


def kind_of(word: str) -> Kind | None:
    """What a word for a kind probably means."""
    said = word.casefold()
    return next((kind for kind, words in _KIND_WORDS if any(each in said for each in words)), None)


def stage_of(word: str) -> Stage | None:
    """What a word for a stage means; the house's own words too."""
    said = word.casefold()
    own = next((stage for stage in Stage if said == stage.value), None)
    return own or next((stage for stage, words in _STAGE_WORDS if any(each in said for each in words)), None)


def laid_out(draft: MappingDraft, rows: Sequence[Row]) -> Sheet:
    """The rows under their headings; refused whole when a column of the mapping is not there."""
    return mapped.laid_out(draft.name, draft.columns, rows)


def line_of(draft: MappingDraft, sheet: Sheet, row: Row) -> Line:
    """What the row says; refused with the column that cannot be understood."""
    if row.trouble is not None:
        raise row.trouble
    said = {column: "" if text.casefold() in _NOTHING else text for column, text in sheet.said(row).items()}
    if not said[Column.NAME]:
        raise Refused("kernel.empty", field=draft.columns[Column.NAME])
    kind = draft.kinds.get(said.get(Column.KIND, ""), draft.other_kind)
    return Line(
        number=row.number,
        digest=_mark("\x1f".join(f"{column}={text}" for column, text in sorted(said.items()))),
        name=said[Column.NAME],
        address=said.get(Column.ADDRESS, ""),
        kind=kind,
        stage=_stage(draft, said, kind),
        stage_on=_day(draft, said),
        point=_point(draft, said),
        tags=tuple(each for each in _TAGS.split(said.get(Column.TAGS, "")) if each),
        contact=_contact(said),
    )


def told(draft: MappingDraft) -> tuple[object, object]:
    """What the journal says of a mapping: its columns, and the rest; of the words for kinds how many there are."""
    kept = stored(draft)
    further = {name: value for name, value in kept.items() if name not in {"columns", "kinds"}}
    return kept["columns"], {**further, "kinds": len(draft.kinds)}


def points_of(draft: MappingDraft, lines: Sequence[Line]) -> list[tuple[float, float] | None]:
    """Where each row lies, in WGS-84; all points are turned at once."""
    given = [line.point for line in lines if line.point is not None]
    turned = iter(convert(given, draft.coord_system, System.WGS84).tolist() if given else ())
    return [None if line.point is None else tuple(next(turned)) for line in lines]


def _stage(draft: MappingDraft, said: Mapping[Column, str], kind: Kind) -> Stage:
    text = said.get(Column.STAGE, "")
    if not text:
        return Stage.VACANT if kind is Kind.VACANT_UNIT else Stage.OPEN
    stage = stage_of(text)
    if stage is None:
        raise Refused("places.stage_unknown", column=draft.columns[Column.STAGE], text=text[:40])
    return stage


def _day(draft: MappingDraft, said: Mapping[Column, str]) -> date | None:
    text = said.get(Column.STAGE_ON, "")
    if not text:
        return None
    parts = _DAY.match(text)
    try:
        if parts is not None:
            return date(*(int(part) for part in parts.groups()))
    except ValueError:
        pass
    raise Refused("places.bad_day", column=draft.columns[Column.STAGE_ON], text=text[:40])


def _point(draft: MappingDraft, said: Mapping[Column, str]) -> tuple[float, float] | None:
    lon, lat = (mapped.degrees(draft.columns.get(column, ""), said.get(column, "")) for column in (Column.LON, Column.LAT))
    # Nobody lives off the coast of Africa: programs write this where they know no place.
    if (lon is None and lat is None) or (lon, lat) == (0, 0):
        return None
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refused("places.point_is_nowhere")
    return lon, lat


def _contact(said: Mapping[Column, str]) -> ContactWords | None:
    name, phone = said.get(Column.CONTACT_NAME, ""), said.get(Column.CONTACT_PHONE, "")
    return ContactWords(full_name=name, phone=phone) if name or phone else None


def _mark(text: str) -> UUID:
    return UUID(bytes=sha256(text.encode("utf-8", "surrogatepass")).digest()[:16])


refusals(
    {
        "places.mapping_unnamed": gettext_noop("The mapping has no name, or one longer than {limit} characters. Name it."),
        "places.mapping_incomplete": gettext_noop(
            "The mapping {name} cannot be used. Name a column for the name, each column once, and longitude and latitude together."
        ),
        "places.words_too_long": gettext_noop(
            "The words for kinds in the mapping {name} are more than {limit}, or one is empty or longer than {length} characters. "
            "Shorten them."
        ),
        "places.stage_unknown": gettext_noop(
            "The column {column} says “{text}”, which is no stage of a place. Write 营业, 暂停, 关闭, 空置, 装修 or 筹备."
        ),
        "places.bad_day": gettext_noop("The column {column} says “{text}”, which is no day. Write it like 2026-03-01."),
        "places.no_name_column": gettext_noop(
            "No column of the file looks like the name of a place. It has: {found}. "
            "Map the columns once on the desk, or name a mapping with --mapping."
        ),
        "places.file_done": gettext_noop("The file {name} has been taken over. Send it again to take it over anew."),
    }
)
