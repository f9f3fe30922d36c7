"""Small words of the pages about the organisation."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def at(found: Mapping[Any, Any], key: object) -> Any:
    """What stands in a mapping under a key; nothing where the key is missing."""
    return found.get(key)


@register.filter
def said(words: str) -> str:
    """Words of a closed list in the reader's language."""
    return gettext(words)
