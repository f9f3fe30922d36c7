"""Who may sign in with a login and a password, and how second factors are kept."""

import base64
from typing import Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows import login as sign_in
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.accounts import queries
from linli.accounts.models import Account
from linli.accounts.origin import is_from_this_machine
from linli.kernel import clock, keys

# Where a session keeps its two instants.
BEGAN: Final = "linli.began_at"
SEEN: Final = "linli.seen_at"

# The ring's ciphertext opens only where it is said to be a second factor.
_AAD = b"linli second factor"


class LoginBackend(AuthenticationBackend):
    """Login and password; unknown, wrong and not allowed from here answer alike and after the same work."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: object
    ) -> Account | None:
        """The account, if the password is right and a demo login is used where one may be."""
        account = super().authenticate(request, username=username, password=password)
        if not isinstance(account, Account) or (account.is_demo and not is_demo_login_allowed(request)):
            return None
        return account

    def get_user(self, user_id: object) -> Account | None:
        """Who is behind a session, if the account is still open; asked at every request."""
        account = queries.signed_in(Account._meta.pk.to_python(user_id))
        return account if account is not None and self.user_can_authenticate(account) else None


def is_demo_login_allowed(request: HttpRequest | None, account: Account | None = None) -> bool:
    """Demo logins open on this machine only, in databases marked as a demo only; what was asked with the account is not asked again."""
    if request is None or not is_from_this_machine(request):
        return False
    known = account.is_in_demo if account is not None else None
    return queries.is_demo_database() if known is None else known


class AccountAdapter(DefaultAccountAdapter):
    """allauth's switches that are not settings."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.error_messages = {
            **DefaultAccountAdapter.error_messages,
            "username_password_mismatch": _("Login or password is not right. Look at both and try again."),
            "too_many_login_attempts": _("Wrong too often. Wait a quarter of an hour, then try again."),
        }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for oneself."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and start both clocks of the session."""
        super().login(request, user)
        if isinstance(user, Account) and queries.must_have_second_factor(user) and not queries.has_second_factor(user.pk):
            # The set-up comes next, and the password was proven this moment: asking for it again would add nothing.
            records = sign_in.get_authentication_records(request, user)
            request.session[sign_in.AUTHENTICATION_METHODS_SESSION_KEY] = [{**each, "reauthenticated": True} for each in records]
        request.session[BEGAN] = request.session[SEEN] = clock.now().timestamp()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors encrypted with the key ring: a copy of the database makes no codes."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return base64.b64encode(keys.opened(settings.LINLI_HOME).seal(text.encode(), _AAD)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it is used."""
        return keys.opened(settings.LINLI_HOME).open(base64.b64decode(encrypted_text), _AAD).decode()


class _CodeOnce(forms.BaseAuthenticateForm):
    """A code is good once for as long as it is good at all: allauth forgets it after one period, but takes it for three."""

    def clean_code(self) -> str:
        """The code, if it was never used before."""
        code = str(super().clean_code())
        periods = 2 * mfa_settings.TOTP_TOLERANCE + 1
        digits = "".join(filter(str.isdigit, code))
        if not cache.add(f"linli.second-factor.used:{self.user.pk}:{digits}", "y", timeout=periods * mfa_settings.TOTP_PERIOD):
            raise SecondFactorAdapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_CodeOnce, forms.AuthenticateForm):
    """The code at sign-in."""


class ReauthenticateForm(_CodeOnce, forms.ReauthenticateForm):
    """The code before a step that touches the account's safety."""
