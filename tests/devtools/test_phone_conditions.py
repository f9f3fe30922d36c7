"""The phone shows the items of a checklist that the house would show."""

import json
import subprocess

from devtools.assets import node_folder
from devtools.environment import ROOT
from linli.checklists.rules import show_if

CONDITIONS = (
    "${gas} = 'yes'",
    "${gas} != 'yes' and ${seats} >= 50",
    "not(selected(${supply}, 'pipe')) or ${seats} < 10",
    "(${gas} = 'yes' or ${gas} = 'no') and ${supply}",
    "${seats} = 50.0",
    "not(${seats} > '9')",
)
VALUES: tuple[dict[str, str], ...] = (
    {},
    {"gas": "yes"},
    {"gas": "no", "seats": "50"},
    {"seats": "9", "supply": "bottle pipe"},
    {"seats": "many", "supply": "none", "gas": "yes"},
)


def test_the_phone_reads_conditions_as_the_house_does() -> None:
    house = [[show_if.holds(show_if.parse(text), values) for values in VALUES] for text in CONDITIONS]
    script = (
        f"const {{shows}} = await import({json.dumps((ROOT / 'web/src/field/show_if.ts').as_uri())});"
        f"console.log(JSON.stringify({json.dumps(CONDITIONS)}.map((text) => {json.dumps(VALUES)}.map((values) => shows(text, values)))));"
    )
    node = node_folder() / "bin" / "node"
    said = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == house
