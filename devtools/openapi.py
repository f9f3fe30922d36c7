"""Write the OpenAPI documents of the machine door as they are committed in docs/; with --check, say which are not current."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def documents() -> dict[str, str]:
    """Each document as text by the name of its file; the same code gives the same texts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
    from linli.exchange.api import api
    from linli.exchange.open311.api import api as open311
    from linli.field.api import api as field

    schemas = {
        "openapi.json": api.get_openapi_schema(path_prefix="/api/v1/"),
        "open311.json": open311.get_openapi_schema(path_prefix="/open311/v2/"),
        "openapi/field.json": field.get_openapi_schema(path_prefix="/field/"),
    }
    return {name: json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n" for name, schema in schemas.items()}


def main(words: list[str]) -> int:
    """Write them, or look whether they are current."""
    stale = [name for name, text in documents().items() if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != text]
    if "--check" not in words:
        for name, text in documents().items():
            (DOCS / name).parent.mkdir(exist_ok=True)
            (DOCS / name).write_text(text, encoding="utf-8")
        return 0
    for name in stale:
        print(f"docs/{name} is not what the door says.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
