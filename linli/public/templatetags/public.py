"""Icons, phones, areas and ends of shifts as a passer-by reads them."""

import re
from datetime import datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from linli.kernel import clock
from linli.org.rules.grids import GridKind

register = template.Library()

# A tenth of a square kilometre: below, people count in metres.
SMALL_M2 = 100_000
SQUARE_KILOMETRE_M2 = 1_000_000
EXTENSION = re.compile(r"转|分机|ext\.?|#|x", re.IGNORECASE)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One symbol of the sprite; it never speaks, the word beside it does."""
    return format_html('<svg class="ti" aria-hidden="true"><use href="{}#{}"></use></svg>', static("dist/icons.svg"), name)


@register.filter
def dial(phone: str) -> str:
    """The number as a phone dials it: digits alone, an extension after a pause."""
    number, *extension = EXTENSION.split(phone, maxsplit=1)
    digits = re.sub(r"[^\d+]", "", number)
    return f"{digits},{re.sub(r'[^0-9]', '', extension[0])}" if extension else digits


@register.simple_tag
def tel(phone: str) -> SafeString:
    """A phone that calls when it is pressed."""
    return format_html('<a class="nb" href="tel:{}">{}</a>', dial(phone), phone)


@register.filter
def kind_word(kind: GridKind) -> str:
    """The kind of a grid in the reader's language."""
    return gettext(kind.words)


@register.filter
def area_words(area_m2: float) -> str:
    """How large a piece of ground is, in the unit one can imagine."""
    if area_m2 < SMALL_M2:
        return gettext("%(number)d square metres") % {"number": round(area_m2, -2) or round(area_m2)}
    return gettext("%(number).2f square kilometres") % {"number": area_m2 / SQUARE_KILOMETRE_M2}


@register.filter
def until_words(end: datetime) -> str:
    """The end of a shift: the time, with the day where it is another one."""
    local, today = timezone.localtime(end), timezone.localtime(clock.now()).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"
