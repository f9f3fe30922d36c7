"""Behind the code of a contact card 联心卡: who answers here, and one form to ask; the answer is found by the code of the report.

Nothing else stands there: not who asked before, not what was visited or reported at the place.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from linli.answers.queries import nearest
from linli.kernel import clock
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import attempt
from linli.org.queries import notice
from linli.places.queries import cards
from linli.places.queries.cards import Scanned
from linli.places.rules.cards import CardState, card_value, shown
from linli.public.door import PassersRequest, page, public_page
from linli.public.report import sent
from linli.public.sending import PHOTOS_AT_MOST, UNREADABLE, form_id_of, phone_of, take_down
from linli.tickets.actions import following as actions
from linli.tickets.actions.following import Report
from linli.tickets.queries import following
from linli.tickets.rules.kinds import ADDRESS_LIMIT, PHONE_LIMIT, WORDS_LIMIT

# No page: the report is taken down.
NOTHING: Final = 204
# Why a card answers nobody, for who stands before it.
SAYS: Final = {
    CardState.BLANK: _("This card is new and belongs to no place yet."),
    CardState.WITHDRAWN: _("This card was exchanged or taken back, and is not read any more."),
    None: _("No card of this subdistrict has this code. Compare it with the card once more."),
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, card_code: str) -> HttpResponse:
    """Who answers, and the form."""

    def answer(photos: Sequence[BinaryIO] = (), refusal: Refused | None = None) -> HttpResponse:
        return _ask(request, code, card_code=card_code, photos=photos, refusal=refusal)

    if request.method != "POST":
        return answer()
    # Who was not shown yet what is answered already is shown it first; who sends a picture tells of something that is there.
    is_sure = "sure" in request.POST or any(each.size for each in request.FILES.getlist("photo"))
    shown = None if is_sure else _answered_already(request, code, card_code=card_code)
    return take_down(request, code, answer) if shown is None or shown.status_code == NOTHING else shown


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def find_card(request: PassersRequest) -> HttpResponse:
    """For who cannot scan: the code is typed."""
    if following.centre_unit(request.actor) is None:
        raise NotFound
    typed = request.POST.get("code", "")
    if request.method == "POST" and card_value(typed):
        return HttpResponseRedirect(reverse("public:card", args=[request.street.code, card_value(typed)]) + request.look.query)
    return _page(request, "card_find", is_wrong=request.method == "POST", typed=typed[:20], status=422 if request.method == "POST" else 200)


@public_page
def _ask(request: PassersRequest, *, card_code: str, photos: Sequence[BinaryIO], refusal: Refused | None) -> HttpResponse:
    if following.centre_unit(request.actor) is None:
        raise NotFound
    found = cards.scanned(request.actor, card_code)
    if found is None or found.state is not CardState.BOUND:
        says = gettext(SAYS[None if found is None else found.state])
        # What was typed while the card was exchanged goes on to the street's own form.
        typed = {"words": request.POST.get("words", ""), "form_id": form_id_of(request)}
        return _page(request, "card_none", says=says, status=404 if found is None else 200, **typed)
    if request.method != "POST":
        return _form(request, found, card_code)
    codes: list[str] = []
    with attempt() as outcome:
        if refusal is not None:
            raise refusal
        codes.append(actions.report(request.actor, _said(request, card_code), photos))
    if outcome.refusal:
        return _form(request, found, card_code, refusal=outcome.refusal)
    return sent(request, codes[0], wants="call" if request.POST.get("phone", "").strip() else "code")


@public_page
def _answered_already(request: PassersRequest, *, card_code: str) -> HttpResponse:
    """The form with what everybody may read about it already; that is no report yet, and nothing of it is kept."""
    found = cards.scanned(request.actor, card_code)
    near = nearest.for_anybody(request.actor, request.POST.get("words", ""), clock.now())
    if found is None or found.state is not CardState.BOUND or not near:
        return HttpResponse(status=NOTHING)
    return _form(request, found, card_code, answers=[each.version for each in near])


def _said(request: PassersRequest, card_code: str) -> Report:
    """What was asked: who leaves a phone wants to be called."""
    typed = request.POST.get("phone", "")
    phone = phone_of(typed, is_called=bool(typed.strip()))
    return Report(
        words=clean_text(request.POST.get("words", ""), field=gettext("What you ask"), limit=WORDS_LIMIT),
        address=clean_text(request.POST.get("address", ""), field=gettext("Where"), limit=ADDRESS_LIMIT, required=False),
        phone=phone,
        is_answer_wanted=bool(phone),
        form_id=form_id_of(request),
        card_code=card_code,
    )


def _form(
    request: PassersRequest, found: Scanned, card_code: str, *, refusal: Refused | None = None, answers: Sequence[Any] = ()
) -> HttpResponse:
    grid_id = None if found.place is None else found.place.grid_id
    return _page(
        request,
        "card",
        speaker=notice.speaker_of(request.actor, clock.now(), grid_id=grid_id, person_id=found.person_id),
        # Of the place its name alone.
        place="" if found.place is None else found.place.name,
        card=shown(card_value(card_code)),
        form_id=form_id_of(request),
        words=request.POST.get("words", ""),
        address=request.POST.get("address", ""),
        phone=request.POST.get("phone", ""),
        answers=answers,
        is_sure="sure" in request.POST or bool(answers),
        trouble=refusal.sentence if refusal else "",
        status=UNREADABLE if refusal else 200,
        limits={"words": WORDS_LIMIT, "address": ADDRESS_LIMIT, "phone": PHONE_LIMIT, "photos": PHOTOS_AT_MOST},
    )


def _page(request: PassersRequest, name: str, *, status: int, **said: object) -> HttpResponse:
    centre = notice.centre_of(request.actor, clock.now())
    answer = page(request, f"public/case/{name}.html", is_kept=False, centre=centre, **said)
    answer.status_code = status
    return answer
