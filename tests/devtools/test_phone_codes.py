"""The reader of codes that the phone falls back to reads a real picture of a contact card."""

import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from qrcode.main import QRCode

from devtools.assets import node_folder
from devtools.environment import ROOT

PLACE = "01a20536-0cf9-7e6c-8522-2defa147cbc7"
CARD = f"https://linli.example/s/lanting/card/{PLACE}"


def seen_by_the_phone(picture: Path) -> str | None:
    """What the library finds in the picture's pixels, as the page hands them over."""
    pixels = Image.open(picture).convert("RGBA")
    raw = picture.with_suffix(".rgba")
    raw.write_bytes(pixels.tobytes())
    script = (
        "import { readFileSync } from 'node:fs';"
        f"const read = (await import({json.dumps((ROOT / 'web/node_modules/jsqr/dist/jsQR.js').as_uri())})).default;"
        f"const found = read(new Uint8ClampedArray(readFileSync({json.dumps(str(raw))})), {pixels.width}, {pixels.height});"
        "console.log(JSON.stringify(found && found.data));"
    )
    node = node_folder() / "bin" / "node"
    said = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    found: str | None = json.loads(said.stdout)
    return found


def test_the_fallback_reads_a_photographed_code_and_finds_none_where_none_is(tmp_path: Path) -> None:
    if not (ROOT / "web" / "node_modules" / "jsqr").exists():
        pytest.skip("the front-end's packages are not installed")
    code, photo, wall = tmp_path / "code.png", tmp_path / "photo.png", tmp_path / "wall.png"
    drawn = QRCode(box_size=6, border=4)
    drawn.add_data(CARD)
    modules = drawn.get_matrix()
    squares = Image.new("1", (len(modules), len(modules)))
    squares.putdata([not dark for row in modules for dark in row])
    squares.resize((6 * len(modules),) * 2, Image.Resampling.NEAREST).save(code)
    # As a hand holds it: turned, on a grey wall.
    held = Image.open(code).convert("RGB").rotate(11, expand=True, fillcolor="#b8b4aa")
    scene = Image.new("RGB", (640, 480), "#b8b4aa")
    scene.paste(held, (90, 40))
    scene.save(photo)
    Image.new("RGB", (320, 240), "#b8b4aa").save(wall)

    assert seen_by_the_phone(photo) == CARD
    assert seen_by_the_phone(wall) is None
