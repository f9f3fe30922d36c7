"""Small words of the templates: icons, moments, marks, form boxes."""

import re
from datetime import datetime, timedelta
from functools import cache

from django import template
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from linli.desk import words
from linli.kernel import clock, rendering

register = template.Library()
register.tag(rendering.kept)

STATE_OF_LEVEL = {"success": "ok", "info": "none", "debug": "none", "warning": "watch", "error": "stop"}
BROWSERS = ("Edg", "OPR", "MicroMessenger", "DingTalk", "Firefox", "Chrome", "Safari")
BROWSER_NAMES = {"Edg": "Edge", "OPR": "Opera", "MicroMessenger": "WeChat"}
SYSTEMS = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS", "Linux": "Linux"}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One symbol of the sprite; it never speaks, the word beside it does. A page has dozens: each is put together once."""
    return format_html('<svg class="ti" aria-hidden="true"><use href="{}#{}"></use></svg>', static("dist/icons.svg"), name)


@register.simple_tag
@cache
def mini(marks: tuple[tuple[str, str], ...]) -> SafeString:
    """The five steps as a line of a list draws them; a list has fifty of a few kinds, each put together once."""
    return format_html_join("", "<i{}>{}</i>", ((format_html(' class="{}"', look) if look else "", letter) for letter, look in marks))


@register.filter
def state(level: str) -> str:
    """The shape that goes with a message's level."""
    return STATE_OF_LEVEL.get(level, "none")


@register.filter
def moment(value: datetime | None) -> SafeString:
    """When, as a person says it; the exact time on hover."""
    if value is None:
        return SafeString("–")
    local = timezone.localtime(value)
    said = escape(spoken(local, clock.now().astimezone(local.tzinfo)))
    # A moment in figures has nothing in it to escape.
    return SafeString(f'<time datetime="{local.isoformat()}" title="{local:%Y-%m-%d %H:%M:%S}">{said}</time>')


def spoken(local: datetime, now: datetime) -> str:
    """“just now”, “5 min ago”, “14:20”, “yesterday 16:20”, “11-16 14:52”, then with the year."""
    age = now - local
    minutes = int(age / timedelta(minutes=1))
    if timedelta() <= age < timedelta(minutes=1):
        return gettext("just now")
    if timedelta() <= age < timedelta(hours=1):
        return ngettext("%(minutes)d min ago", "%(minutes)d min ago", minutes) % {"minutes": minutes}
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return gettext("yesterday %(time)s") % {"time": f"{local:%H:%M}"}
    return f"{local:%m-%d %H:%M}" if local.year == now.year else f"{local:%Y-%m-%d}"


@register.simple_tag
def dot() -> str:
    """What stands between two facts on a line."""
    return pgettext("between two facts", " · ")


@register.simple_tag
def day_words(value: datetime) -> str:
    """A day with its weekday and the time, as one would say it."""
    local = timezone.localtime(value)
    # The letters are Django's date format: l weekday, j day, F and n month, H:i the time.
    return dateformat.format(local, pgettext("date format", "l, j F, H:i"))


@register.filter
def box(field: BoundField, is_first: bool = False) -> SafeString:
    """The input of a form field in our hand: its errors stand below, its name above; the page's first one waits for the keys."""
    classes = "inp code" if field.name == "code" else "inp"
    return field.as_widget(attrs={"class": f"{classes} bad" if field.errors else classes, "placeholder": "", "autofocus": is_first})


@register.filter
def thousands(number: int) -> str:
    """A whole number in groups of three, as figures are printed."""
    return f"{number:,}"


@register.filter
def size(size_bytes: int) -> str:
    """How big, in the unit that fits; whole numbers without a zero behind them."""
    return re.sub(r"[.,]0(?=\D)", "", filesizeformat(size_bytes))


@register.filter
def svg_body(svg: str) -> SafeString:
    """An SVG made by ourselves without its XML head, to stand in the page (the policy refuses data: images of others)."""
    # Made by our own library from our own secret: there is nothing of anybody else's in it to escape.
    return SafeString(svg[svg.index("<svg") :])


@register.filter
def browser(user_agent: str) -> str:
    """A browser and its system in two words."""
    name = next((each for each in BROWSERS if each in user_agent), "")
    system = next((SYSTEMS[each] for each in SYSTEMS if each in user_agent), "")
    return dot().join(part for part in (BROWSER_NAMES.get(name, name), system) if part) or gettext("Another program")


@register.simple_tag
def marked(text: str, words: str) -> SafeString:
    """The text around the first place where one of the words stands, with every such place underlined."""
    wanted = "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))
    if not wanted:
        return conditional_escape(text)
    first = re.search(wanted, text, flags=re.IGNORECASE)
    at = max(0, first.start() - 24) if first else 0
    window = ("…" if at else "") + text[at : at + 200]
    pieces = re.split(f"({wanted})", window, flags=re.IGNORECASE)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if index % 2 else piece,) for index, piece in enumerate(pieces))
    )


@register.filter
def kind_words(code: str) -> str:
    """The words of a code from one of the organisation's closed lists."""
    return words.kind(code)


@register.filter
def permission_words(code: str) -> str:
    """What a permission is called."""
    return words.permission(code)
