"""Pictures from outside: opened in a child process with limits, and kept only as the child saw them."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.files.keeping import check_size

SECONDS_AT_MOST: Final = 20
_CHILD: Final = Path(__file__).with_name("picturing.py")
# Where the interpreter finds its libraries; nothing that opens a key.
_PASSED_ON: Final = ("PATH", "PYTHONPATH", "LANG", "LD_LIBRARY_PATH")

refusals(
    {
        "files.not_a_picture": gettext_noop(
            "This picture cannot be opened, or is too large. Send another (JPEG, PNG, WebP or GIF), or none."
        ),
    }
)


def seen_anew(content: BinaryIO) -> BytesIO:
    """The picture as a JPEG of its own, with nothing that came along: neither place nor camera nor time; a bomb never opens here."""
    content.seek(0, os.SEEK_END)
    check_size(content.tell())
    content.seek(0)
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    command = [sys.executable, "-P", str(_CHILD)]
    try:
        child = subprocess.run(command, input=content.read(), capture_output=True, timeout=SECONDS_AT_MOST, env=environment, check=False)
    except subprocess.TimeoutExpired as late:
        raise Refused("files.not_a_picture") from late
    if child.returncode or not child.stdout:
        raise Refused("files.not_a_picture")
    return BytesIO(child.stdout)
