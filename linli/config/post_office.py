"""Which post office takes the house's letters, said by one variable of the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A server for outgoing mail and the sender's address; without a sender there is none."""

    sender: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False

    def __repr__(self) -> str:
        # A log that prints it shows no password.
        return f"<PostOffice {self.host}>"


class NoPostOffice(ValueError):
    """The variable cannot be read."""


def post_office_of(environ: Mapping[str, str]) -> PostOffice:
    """LINLI_MAIL=smtp+starttls://user:password@mail.example.cn:587 and LINLI_MAIL_FROM; both or neither."""
    text, sender = environ.get("LINLI_MAIL", "").strip(), environ.get("LINLI_MAIL_FROM", "").strip()
    if not text and not sender:
        return PostOffice()
    parts = urlsplit(text)
    if parts.scheme not in PORTS or not parts.hostname or "@" not in sender:
        raise NoPostOffice(
            "LINLI_MAIL is written like smtp+starttls://user:password@mail.example.cn:587 (or smtp://, smtps://), "
            "and LINLI_MAIL_FROM holds the sender's address. Set both, or neither."
        )
    return PostOffice(
        sender=sender,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+starttls",
        is_tls=parts.scheme == "smtps",
    )
