"""Every address of the house, one line per door."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from django.urls import URLPattern, URLResolver, include, path

from linli.desk import entrance

# Only the pages of allauth that the house has a use for: nobody registers, and no e-mail is kept.
entrance_pages: list[URLPattern | URLResolver] = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", include("allauth.mfa.totp.urls")),
    path("second-factor/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sessions/<int:session_id>/end/", entrance.end_session, name="end_session"),
    path("language/", entrance.set_language, name="set_language"),
    path("set-up/<str:token>/", entrance.use_link, name="use_link"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include(entrance_pages)),
    path("", include("linli.exchange.urls")),
    path("", include("linli.field.urls")),
    path("", include("linli.public.urls")),
    path("", include("linli.desk.urls")),
]
handler400 = "linli.config.doors.bad_request"
handler403 = "linli.config.doors.forbidden"
handler404 = "linli.config.doors.not_found"
handler500 = "linli.config.doors.server_error"
