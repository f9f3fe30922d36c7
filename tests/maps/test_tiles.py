"""Where background tiles may come from, and that a page may ask that host and no other."""

import pytest

from linli.maps.tiles import BadTiles, System, read_tiles, tiles_of, widened

KEY = "0123456789abcdef0123456789abcdef"
POLICY = {"default-src": ["'self'"], "img-src": ["'self'", "data:"], "base-uri": ["'none'"]}


def test_without_a_setting_there_are_no_tiles_and_the_policy_stays_as_it_is() -> None:
    assert read_tiles("") is None
    assert tiles_of({}) is None
    assert widened(POLICY, None) == POLICY


def test_an_address_template_opens_exactly_its_host() -> None:
    tiles = read_tiles("https://tiles.example.cn:8443/base/{z}/{x}/{y}.png?key=1", system="gcj02", credit="示例底图")

    assert tiles is not None
    assert tiles.system is System.GCJ02
    assert tiles.credit == "示例底图"
    assert widened(POLICY, tiles) == {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "https://tiles.example.cn:8443"],
        "connect-src": ["'self'", "https://tiles.example.cn:8443"],
        "base-uri": ["'none'"],
    }


def test_the_environment_holds_source_system_and_credit() -> None:
    said = {
        "LINLI_MAP_TILES": "https://tiles.example.cn/{z}/{x}/{y}.png",
        "LINLI_MAP_TILES_SYSTEM": "gcj02",
        "LINLI_MAP_TILES_CREDIT": "示例",
    }

    tiles = tiles_of(said)
    assert tiles is not None
    assert (tiles.system, tiles.credit) == (System.GCJ02, "示例")


def test_a_password_in_the_address_does_not_reach_the_policy() -> None:
    tiles = read_tiles("https://u:p@tiles.example.cn/{z}/{x}/{y}.png")

    assert tiles is not None
    assert tiles.hosts == ("https://tiles.example.cn",)


def test_tianditu_needs_a_key_only() -> None:
    tiles = read_tiles(f"tianditu:{KEY}")

    assert tiles is not None
    assert tiles.system is System.WGS84
    assert tiles.credit == "天地图"
    assert [layer[0].split("?")[0] for layer in tiles.layers] == [
        "https://t0.tianditu.gov.cn/vec_w/wmts",
        "https://t0.tianditu.gov.cn/cva_w/wmts",
    ]
    for layer in tiles.layers:
        assert {address.split("/vec_w")[0].split("/cva_w")[0] for address in layer} == set(tiles.hosts)
        assert all(f"tk={KEY}" in address and "TILEMATRIX={z}&TILEROW={y}&TILECOL={x}" in address for address in layer)


@pytest.mark.parametrize(
    ("source", "system", "said"),
    [
        ("tianditu", "", "has no key"),
        ("tianditu:short", "", "has no key"),
        ("https://tiles.example.cn/{z}/{x}.png", "", "{z}, {x} and {y}"),
        ("ftp://tiles.example.cn/{z}/{x}/{y}.png", "", "{z}, {x} and {y}"),
        ("//tiles.example.cn/{z}/{x}/{y}.png", "", "{z}, {x} and {y}"),
        ("https://{s}.example.cn/{z}/{x}/{y}.png", "", "one host"),
        ("https://tiles.example.cn; script-src */{z}/{x}/{y}.png", "", "one host"),
        ("https://tiles.example.cn/{z}/{x}/{y}.png", "bd09", "LINLI_MAP_TILES_SYSTEM"),
    ],
)
def test_what_cannot_be_a_source_is_refused_with_the_way_out(source: str, system: str, said: str) -> None:
    with pytest.raises(BadTiles, match=said.replace("{", r"\{").replace("}", r"\}")):
        read_tiles(source, system=system)
