"""Django's handle on the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Credentials, sessions, second factors, memberships."""

    name = "linli.accounts"
    label = "accounts"
