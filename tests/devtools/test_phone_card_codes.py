"""The phone reads the code of a contact card as the house does."""

import json
import subprocess

from devtools.assets import node_folder
from devtools.environment import ROOT
from linli.places.rules.cards import card_value, check_letter

GOOD = [drawn + check_letter(drawn) for drawn in ("K7QF2M", "222222", "ZZZZZZ", "A9B8C7", "MNPQRS")]
TYPED = [
    *GOOD,
    *(f" {code[:3].lower()}-{code[3:]} " for code in GOOD),
    *(code[1] + code[0] + code[2:] for code in GOOD),
    *(code[:-1] + "2" for code in GOOD),
    *("", "K7Q", "联心卡联心卡联", "K7QF2MO", GOOD[0] * 2),
]


def test_the_phone_reads_codes_as_the_house_does_and_finds_them_at_the_end_of_an_address() -> None:
    addresses = [f"https://linli.example.cn/s/lanting/card/{code}/" for code in GOOD]
    script = (
        f"const {{codeIn}} = await import({json.dumps((ROOT / 'web/src/field/card.ts').as_uri())});"
        f"console.log(JSON.stringify({json.dumps([*TYPED, *addresses])}.map((text) => codeIn(text))));"
    )
    node = node_folder() / "bin" / "node"
    said = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == [*map(card_value, TYPED), *GOOD]
