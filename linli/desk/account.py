"""Pages of the account itself, which belongs to no subdistrict."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.desk.door import CHOSEN, places_of


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Go to the subdistrict chosen last, or say that there is none yet."""
    codes = [place.code for place in places_of(request)]
    if not codes:
        return render(request, "desk/welcome.html")
    chosen = request.session.get(CHOSEN)
    return redirect("desk:today", chosen if chosen in codes else codes[0])


@require_safe
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Language, password, second factor, sessions."""
    return render(request, "desk/account.html", {"places": places_of(request)})
