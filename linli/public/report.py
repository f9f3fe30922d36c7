"""Reporting a matter without an account: one question on each screen, carried from screen to screen by the form itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.kernel import clock
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.text import clean_text
from linli.kernel.writes import attempt
from linli.org.queries import notice
from linli.public.door import PassersRequest, page, public_page
from linli.public.sending import PHOTOS_AT_MOST, UNREADABLE, form_id_of, phone_of, take_down
from linli.tickets.actions import following as actions
from linli.tickets.actions.following import Report
from linli.tickets.queries import following
from linli.tickets.rules.kinds import ADDRESS_LIMIT, WORDS_LIMIT

SCREENS: Final = ("what", "where", "answer", "photos")


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered so far."""

    form_id: str
    words: str = ""
    address: str = ""
    wants: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        # A traceback that prints it shows nobody.
        return "<Said>"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The screens one after the other."""

    def answer(photos: Sequence[BinaryIO] = (), refusal: Refused | None = None) -> HttpResponse:
        return _report(request, code, photos=photos, refusal=refusal)

    is_last = request.method == "POST" and request.POST.get("to", "") == "send"
    return take_down(request, code, answer) if is_last else answer()


@public_page
def _report(request: PassersRequest, *, photos: Sequence[BinaryIO], refusal: Refused | None) -> HttpResponse:
    if following.centre_unit(request.actor) is None:
        raise NotFound
    said = _said(request)
    here, to = request.POST.get("here", ""), request.POST.get("to", "")
    if request.method != "POST" or here not in SCREENS:
        return _screen(request, "what", said)
    if to in SCREENS and SCREENS.index(to) <= SCREENS.index(here):
        return _screen(request, to, said)
    for screen in SCREENS[: SCREENS.index(here) + 1]:
        try:
            said = _checked(screen, said)
        except Refused as refused:
            return _screen(request, screen, said, refused)
    if to != "send":
        return _screen(request, to if to in SCREENS else "what", said)
    return _screen(request, "photos", said, refusal) if refusal else _send(request, said, photos)


def _send(request: PassersRequest, said: Said, photos: Sequence[BinaryIO]) -> HttpResponse:
    is_answered = said.wants in {"call", "text"}
    draft = Report(
        words=said.words,
        address=said.address,
        phone=said.phone if is_answered else "",
        is_sms_only=said.wants == "text",
        is_answer_wanted=is_answered,
        form_id=said.form_id,
    )
    codes: list[str] = []
    with attempt() as outcome:
        codes.append(actions.report(request.actor, draft, photos))
    if outcome.refusal:
        return _screen(request, "photos", said, outcome.refusal)
    return sent(request, codes[0], wants=said.wants)


def sent(request: PassersRequest, code: str, *, wants: str) -> HttpResponse:
    """The number of what was taken down and the code it is followed by, this once."""
    centre = notice.centre_of(request.actor, clock.now())
    said = {"code": code, "number": following.number_of(request.actor, code), "wants": wants}
    return page(request, "public/case/sent.html", is_kept=False, centre=centre, **said)


def _screen(request: PassersRequest, name: str, said: Said, refusal: Refused | None = None) -> HttpResponse:
    number = SCREENS.index(name)
    answer = page(
        request,
        f"public/case/report_{name}.html",
        is_kept=False,
        centre=notice.centre_of(request.actor, clock.now()),
        said=said,
        here=name,
        question_number=number + 1,
        count=len(SCREENS),
        before=SCREENS[number - 1] if number else "",
        after=SCREENS[number + 1] if number + 1 < len(SCREENS) else "send",
        trouble=refusal.sentence if refusal else "",
        words_limit=WORDS_LIMIT,
        address_limit=ADDRESS_LIMIT,
        photos_at_most=PHOTOS_AT_MOST,
    )
    answer.status_code = UNREADABLE if refusal else 200
    return answer


def _said(request: PassersRequest) -> Said:
    return Said(
        form_id=form_id_of(request),
        words=request.POST.get("words", ""),
        address=request.POST.get("address", ""),
        wants=request.POST.get("wants", ""),
        phone=request.POST.get("phone", ""),
    )


def _checked(screen: str, said: Said) -> Said:
    """The answers with this screen's made clean, or the refusal."""
    if screen == "what":
        return replace(said, words=clean_text(said.words, field=gettext("What happened"), limit=WORDS_LIMIT))
    if screen == "where":
        return replace(said, address=clean_text(said.address, field=gettext("Where"), limit=ADDRESS_LIMIT, required=False))
    if screen == "answer":
        if said.wants not in {"call", "text", "code"}:
            raise Refused("public.choose_answer")
        return replace(said, phone=phone_of(said.phone, is_called=said.wants != "code"))
    return said


refusals(
    {
        "public.choose_answer": gettext_noop("Choose one: we call you, we write a text message, or you look by yourself."),
    }
)
