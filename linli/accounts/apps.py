"""Django's handle on the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Credentials, sessions, second factors, memberships."""

    name = "linli.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register what memberships may include."""
        from linli.accounts import rules

        rules.register()
