"""Text as people type it: cleaned where harmless, refused where it would lose something."""

from linli.kernel.errors import Refused


def clean_text(value: str, *, field: str, limit: int, required: bool = True) -> str:
    """`value` with CRLF as LF and outer blanks gone; NUL, emptiness and over-length are refused by name."""
    if "\x00" in value:
        raise Refused("kernel.nul", field=field)
    cleaned = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if required and not cleaned:
        raise Refused("kernel.empty", field=field)
    if len(cleaned) > limit:
        raise Refused("kernel.too_long", field=field, length=len(cleaned), limit=limit)
    return cleaned
