"""The entrance beside allauth's own pages: one-time links, the language, other sessions."""

from typing import Any, cast
from uuid import UUID

from allauth.account.internal.flows import login as sign_in
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as remember_in_browser

from linli.accounts import actions, queries
from linli.accounts.origin import is_private_line
from linli.kernel.errors import NotFound, Refused


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(label=_("The same again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        """Two equal passwords."""
        cleaned = super().clean() or {}
        if "password" in cleaned and "again" in cleaned and cleaned["password"] != cleaned["again"]:
            self.add_error("again", gettext("This is not the password you wrote above. Write the same again."))
        return cleaned


class AdministratorForm(PasswordForm):
    """The first administrator's login and password."""

    login = forms.CharField(
        label=_("Login"),
        max_length=40,
        help_text=_("Small letters and digits, for example chen.jie"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("login", "password", "again")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
def use_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Make the first administrator, or set a password; whatever link does not work here and now gets one answer."""
    if not is_private_line(request):
        return _link_gone(request)
    try:
        link = queries.link_for(token)
    except NotFound:
        return _link_gone(request)
    kind = AdministratorForm if link.account is None else PasswordForm
    form = kind(request.POST) if request.method == "POST" else kind()
    if form.is_valid():
        try:
            return _make_administrator(request, token, form) if link.account is None else _set_password(request, token, form)
        except Refused as refusal:
            if refusal.code == "accounts.link_gone":
                return _link_gone(request)
            form.add_error("login" if "login" in refusal.code else "password", refusal.sentence)
    login = link.account.login if link.account else ""
    return render(request, "desk/entrance/use_link.html", {"form": form, "login": login}, status=422 if form.errors else 200)


def _make_administrator(request: HttpRequest, token: str, form: forms.Form) -> HttpResponse:
    account = actions.use_setup_link(token, login=form.cleaned_data["login"], password=form.cleaned_data["password"])
    # The password was typed this moment: the second factor, which comes next, need not ask for it again.
    sign_in.record_authentication(request, account, method="password", reauthenticated=True)
    return sign_in.perform_login(request, Login(user=account))


def _set_password(request: HttpRequest, token: str, form: forms.Form) -> HttpResponse:
    actions.use_password_link(token, password=form.cleaned_data["password"])
    messages.success(request, gettext("The new password is set. Sign in with it."))
    return redirect("account_login")


def _link_gone(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/entrance/link_gone.html", {"sentence": Refused("accounts.link_gone").sentence}, status=404)


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language: in this browser for the entrance, with the account once somebody is signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        actions.change_language(_account_id(request), chosen)
    return remember_in_browser(request)


@require_POST
@login_required
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out in one other browser."""
    try:
        actions.end_session(_account_id(request), session_id)
    except NotFound as missing:
        messages.info(request, missing.sentence)
    return redirect("usersessions_list")


def _account_id(request: HttpRequest) -> UUID:
    return cast(UUID, request.user.pk)
