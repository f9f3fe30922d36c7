"""Where background tiles come from: nowhere, from any XYZ server, or from 天地图 with a key. A setting; everything works without."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIANDITU_HOSTS = tuple(f"https://t{number}.tianditu.gov.cn" for number in range(8))
TIANDITU_CREDIT = "天地图"
TIANDITU = re.compile(r"tianditu:(?P<key>[0-9A-Za-z]{16,64})")
# A ground and the names upon it, in Mercator tiles: CGCS2000, which differs from WGS-84 by less than a decimetre.
TIANDITU_LAYERS = ("vec", "cva")
HOLDERS = ("{z}", "{x}", "{y}")


class BadTiles(ImproperlyConfigured):
    """The setting cannot be understood; the sentence says what to write."""


class System(StrEnum):
    """The coordinates the tiles are drawn in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


@dataclass(frozen=True, slots=True)
class Tiles:
    """One source of tiles."""

    # Every inner tuple is one layer, from below; its members are the same tiles on several hosts.
    layers: tuple[tuple[str, ...], ...]
    hosts: tuple[str, ...]
    system: System = System.WGS84
    credit: str = ""


def tiles_of(environ: Mapping[str, str]) -> Tiles | None:
    """The tiles that the environment of this process asks for."""
    names = ("LINLI_MAP_TILES", "LINLI_MAP_TILES_SYSTEM", "LINLI_MAP_TILES_CREDIT")
    source, system, credit = (environ.get(name, "") for name in names)
    return read_tiles(source, system=system, credit=credit)


def read_tiles(source: str, *, system: str = "", credit: str = "") -> Tiles | None:
    """The tiles the settings ask for; None where they ask for none."""
    if not source:
        return None
    if system not in {"", *System}:
        raise BadTiles(f"LINLI_MAP_TILES_SYSTEM is {system!r}: write {' or '.join(System)}.")
    if source.startswith("tianditu"):
        return _tianditu(source)
    parts = urlsplit(source)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(holder not in source for holder in HOLDERS):
        raise BadTiles(
            "LINLI_MAP_TILES is neither tianditu:KEY nor an address with {z}, {x} and {y}, "
            "such as https://tiles.example.cn/{z}/{x}/{y}.png; leave it empty for maps without tiles."
        )
    if "{" in parts.netloc or "," in parts.netloc or ";" in parts.netloc:
        raise BadTiles("LINLI_MAP_TILES names its host with a placeholder: write one host, which the pages may then ask.")
    host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return Tiles(layers=((source,),), hosts=(host,), system=System(system or System.WGS84), credit=credit)


def _tianditu(source: str) -> Tiles:
    found = TIANDITU.fullmatch(source)
    if found is None:
        raise BadTiles("LINLI_MAP_TILES begins with tianditu but has no key: write tianditu:KEY, the key from the 天地图 console.")
    key = quote(found["key"])
    layers = tuple(
        tuple(
            f"{host}/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w"
            f"&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
            for host in TIANDITU_HOSTS
        )
        for layer in TIANDITU_LAYERS
    )
    return Tiles(layers=layers, hosts=TIANDITU_HOSTS, credit=TIANDITU_CREDIT)


def widened(policy: dict[str, list[str]], tiles: Tiles | None) -> dict[str, list[str]]:
    """A content security policy that also lets pages ask the hosts of the tiles, and no other."""
    if tiles is None:
        return policy
    own = policy["default-src"]
    asked = {name: [*policy.get(name, own), *tiles.hosts] for name in ("img-src", "connect-src")}
    return {**policy, **asked}
