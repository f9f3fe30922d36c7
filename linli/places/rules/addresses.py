"""Chinese addresses as people write them, read into their parts so that two ways of writing one are seen to be one."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from linli.kernel.find.grams import runs
from linli.lang.numerals import digits
from linli.places.rules.kinds import KEY_LIMIT

_REMARKS: Final = re.compile(r"[(（\[【].*?[)）\]】]")
# Province, city, county and street office stand before the road and are left out as often as not.
_ABOVE: Final = re.compile(r"^(?:中国)?(?:[^\d\s]{2,7}?省)?(?:[^\d\s]{2,4}?市)?(?:[^\d\s]{1,6}?[区县])?(?:[^\d\s]{2,5}?(?:街道|镇|乡))?")
_ROAD: Final = re.compile(r"^(\D*?(?:大道|公路|支路|路|街|巷|胡同|村|里|坊|道|弄))(?=\d|[一二三四五六七八九十百]|$|[东西南北]|[^\w])")
_NUMBERED: Final = re.compile(r"([\d一二三四五六七八九十百零〇]+(?:[-–~至、,][\d]+)*)\s*(支弄|弄|号楼|号|幢|栋|座|单元|楼|层|室|铺)")
# As people write the same part.
_ALIKE: Final = {"栋": "幢", "层": "楼", "号楼": "幢"}


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts; whatever was not understood stands in `rest`."""

    road: str
    lane: str = ""
    number: str = ""
    rest: str = ""

    @property
    def key(self) -> str:
        """The address as it is compared; without a number it names a road, not a door."""
        lane, number = (self.lane and f"{self.lane}弄"), (self.number and f"{self.number}号")
        return "".join(runs(f"{self.road}{lane}{number}{self.rest}"))[:KEY_LIMIT]

    @property
    def names_a_door(self) -> bool:
        """Whether two places at it may well be one."""
        return bool(self.number or self.lane)


def parsed(text: str) -> Address:
    """The address read into road, lane 弄, number 号 and what follows; numbers in digits, remarks in brackets left out."""
    plain = re.sub(r"\s+", "", _REMARKS.sub("", unicodedata.normalize("NFKC", text)))
    plain = _without_above(plain)
    road = _ROAD.match(plain)
    name, left = (road.group(1), plain[road.end(1) :]) if road else ("", plain)
    found: dict[str, str] = {}
    rest = _NUMBERED.sub(lambda part: _keep(found, part.group(1), part.group(2)), left)
    return Address(road=name, lane=found.get("弄", ""), number=found.get("号", ""), rest=rest)


def _without_above(plain: str) -> str:
    """Without the areas above the road, as long as a road or anything else is left."""
    below = plain[_match_end(plain) :]
    return below or plain


def _match_end(plain: str) -> int:
    found = _ABOVE.match(plain)
    return found.end() if found else 0


def _keep(found: dict[str, str], number: str, unit: str) -> str:
    """Put lane and number aside, each once; any later part stays in the rest, in one way of writing."""
    plain = digits(number)
    if unit in {"弄", "号"} and unit not in found:
        found[unit] = plain
        return ""
    return f"{plain}{_ALIKE.get(unit, unit)}"
