"""The desk's door: who is it, in which subdistrict; open the scope, render inside, send after."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, BinaryIO, NamedTuple, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from linli.accounts import queries as accounts
from linli.accounts.middleware import second_factor_first
from linli.accounts.rules import Permission
from linli.desk import errors
from linli.desk.frame import Frame, Place, by_letter, frame_of
from linli.desk.way_in import BY_LETTER, check_place, narrowed
from linli.kernel import scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import Refused
from linli.org.queries import posts
from linli.tickets.queries import readers

CHOSEN = "desk.subdistrict"
# Fields of our forms that nobody typed.
UNSEEN = re.compile("csrfmiddlewaretoken|seen|then|(opened|theirs|choice)-")


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in and has chosen a subdistrict."""

    actor: Actor
    place: Place
    places: tuple[Place, ...]
    login: str
    # What colleagues call this person; the login where nobody has said who it is.
    name: str


StaffView = Callable[..., HttpResponseBase]


class Upload(NamedTuple):
    """A file that came with a form."""

    name: str
    content: BinaryIO
    size: int


def uploaded(request: HttpRequest) -> Upload:
    """The file that came with the form, or the refusal that asks for one."""
    sent = request.FILES.get("file")
    if sent is None or sent.file is None:
        raise Refused("desk.no_file")
    return Upload(sent.name or "", cast(BinaryIO, sent.file), sent.size or 0)


def staff_page(view: StaffView) -> StaffView:
    """Let in who is a member of the subdistrict named in the address; for everybody else it does not exist."""

    @wraps(view)
    @never_cache
    def inner(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        try:
            staff = _staff(request, code)
            with timezone.override(ZoneInfo(staff.place.zone)), scope.scoped(staff.actor):
                return _empower(staff) or view(staff, **kwargs)
        except Refused as refusal:
            return errors.refused(request, refusal)

    return inner


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, which leads back to what was wanted; words that came with a form are given back, never dropped."""
    kept = [str(text) for name, text in request.POST.items() if text and not UNSEEN.match(name)]
    if kept:
        return _give_back(request, kept)
    answer = redirect_to_login(request.get_full_path())
    return HttpResponse(status=401, headers={"HX-Redirect": answer["Location"]}) if is_partial(request) else answer


def _give_back(request: HttpRequest, kept: list[str]) -> HttpResponse:
    # With a script the form still stands in the page; without one, the words would be gone with it.
    template = "desk/parts/signed_out.html" if is_partial(request) else "desk/signed_out.html"
    return HttpResponse(render_to_string(template, {"kept": kept}, request=request), status=401)


def _staff(request: HttpRequest, code: str) -> StaffRequest:
    check_place(request, code)
    staff = cast(StaffRequest, request)
    account = accounts.account_of(request.user)
    staff.login = account.login
    staff.actor = accounts.actor_at(account, code, Channel.DESK)
    staff.places = places_of(request)
    staff.place = next(place for place in staff.places if place.code == code)
    if request.session.get(CHOSEN) != code:
        request.session[CHOSEN] = code
    return staff


def _empower(staff: StaffRequest) -> HttpResponseBase | None:
    """Add what the person's posts permit; who may administer by post alone sets up a second factor first."""
    before, standing = staff.actor, posts.standing_of(staff.actor)
    staff.actor = narrowed(staff, standing.actor)
    staff.name = standing.name or staff.login
    readers.remember(staff.actor, standing.unit_id, standing.unit_kind)
    is_new = staff.actor.may(Permission.ADMINISTER) and not before.may(Permission.ADMINISTER)
    if is_new and not accounts.has_second_factor(accounts.account_of(staff.user).pk):
        return second_factor_first(staff)
    return None


def places_of(request: HttpRequest) -> tuple[Place, ...]:
    """The subdistricts this person may choose."""
    mine = accounts.own_memberships(accounts.account_of(request.user))
    only = request.session.get(BY_LETTER)
    mine = [each for each in mine if only in {None, each.subdistrict.code}]
    found = {each.subdistrict.code: each.subdistrict for each in mine}
    return tuple(Place(code=code, name=each.name, zone=each.zone) for code, each in found.items())


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asked and wants a part of a page."""
    return request.headers.get("HX-Request") == "true"


def page(request: StaffRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A whole page in the frame, rendered now, while the scope is open."""
    frame: Frame = frame_of(request.actor, request.name, request.place, request.places, context.pop("open_tickets", None))
    if BY_LETTER in request.session:
        frame = by_letter(frame)
    answer = HttpResponse(render_to_string(template, {"frame": frame, **context}, request=request), status=status)
    if status >= 400 and is_partial(request):
        # A refused form comes back whole, with what was typed; htmx puts it where the old one stood.
        for name, value in {"HX-Retarget": "#page", "HX-Reselect": "#page", "HX-Reswap": "outerHTML"}.items():
            answer[name] = value
    return answer


def done(request: StaffRequest, name: str, *args: object) -> HttpResponse:
    """Go and look at the result; a reload never repeats the write."""
    where = reverse(f"desk:{name}", args=[request.place.code, *args])
    return HttpResponse(headers={"HX-Redirect": where}) if is_partial(request) else HttpResponseRedirect(where, status=303)
