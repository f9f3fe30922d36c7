"""The Debian packages that the whole test run wants: installed when root, named otherwise."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from devtools.environment import apt_get_install

CHROMIUM = Path("/usr/bin/chromium")
CHINESE_FONTS = Path("/usr/share/fonts/opentype/noto")
POSTGRESQL = Path("/usr/lib/postgresql")
OLDEST_POSTGRESQL = 15


def system_postgresql() -> Path | None:
    """The newest server of the machine that Linli accepts."""
    versions = sorted(int(folder.name) for folder in POSTGRESQL.glob("[0-9]*") if (folder / "bin" / "postgres").exists())
    if not versions or versions[-1] < OLDEST_POSTGRESQL:
        return None
    return POSTGRESQL / str(versions[-1]) / "bin"


def has_chinese_font() -> bool:
    return any(CHINESE_FONTS.glob("Noto*CJK*")) if CHINESE_FONTS.is_dir() else False


def missing() -> list[str]:
    """The Debian packages that are not there yet."""
    present = {"chromium": CHROMIUM.exists(), "fonts-noto-cjk": has_chinese_font(), "postgresql": system_postgresql() is not None}
    return [package for package, is_there in present.items() if not is_there]


def ensure() -> list[str]:
    """Install what is missing where that is possible; return what is still missing."""
    wanted = missing()
    if not wanted:
        return []
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"Missing: {', '.join(wanted)}. What needs them is left out; the way out, as root: apt-get install {' '.join(wanted)}")
        return wanted
    print(f"Installing {', '.join(wanted)} with apt-get …", flush=True)
    trouble = apt_get_install(wanted)
    if trouble:
        print(trouble)
    return missing()
