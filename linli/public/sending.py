"""What every form of the anonymous door that takes something down has in common: its number, the pictures, the phone for a call."""

import secrets
from collections.abc import Callable, Sequence
from typing import BinaryIO, Final, cast

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.files import pictures
from linli.kernel.text import clean_text
from linli.public import errors, slowing
from linli.tickets.rules.kinds import PHONE_LIMIT

PHOTOS_AT_MOST: Final = 3
FORM_ID_LONG: Final = 32
SHORTEST_PHONE: Final = 7
UNREADABLE: Final = 422


def form_id_of(request: HttpRequest) -> str:
    """The number of the form, made by us with its first page; anything else is replaced by one of ours."""
    sent = request.POST.get("form_id", "")
    is_ours = len(sent) == FORM_ID_LONG and sent.isalnum() and sent.isascii()
    return sent if is_ours else secrets.token_hex(FORM_ID_LONG // 2)


def photos_of(request: HttpRequest) -> list[BinaryIO]:
    """The pictures that came along, seen anew; before any scope is open, since it takes long."""
    sent = [each for each in request.FILES.getlist("photo") if each.size]
    if len(sent) > PHOTOS_AT_MOST:
        raise Refused("public.too_many_photos", limit=PHOTOS_AT_MOST)
    return [pictures.seen_anew(cast("BinaryIO", each)) for each in sent]


def take_down(request: HttpRequest, code: str, answer: Callable[[Sequence[BinaryIO], Refused | None], HttpResponse]) -> HttpResponse:
    """What is sent, answered: slowed down, its pictures opened in a child before the database is asked for anything."""
    photos: list[BinaryIO] = []
    refusal: Refused | None = None
    try:
        slowing.note_report(request, code)
        photos = photos_of(request)
    except slowing.TooMany:
        return errors.too_many_reports(request)
    except Refused as refused:
        refusal = refused
    try:
        return answer(photos, refusal)
    except IntegrityError:
        # Sent twice at the same moment: the other one was written down, and this one now finds it.
        return answer(photos, refusal)


def phone_of(typed: str, *, is_called: bool) -> str:
    """The phone as it is kept; refused where somebody waits for a call to a number that is none."""
    phone = clean_text(typed, field=gettext("Phone"), limit=PHONE_LIMIT, required=is_called)
    if is_called and sum(letter.isdigit() for letter in phone) < SHORTEST_PHONE:
        raise Refused("public.phone_too_short")
    return phone


refusals(
    {
        "public.phone_too_short": gettext_noop("This number is too short. Write it in full, or choose to look by yourself."),
        "public.too_many_photos": gettext_noop("These are too many pictures. Choose at most {limit}."),
    }
)
