"""Every address of the phone's door."""

from typing import Any

from django.urls import include, path

from linli.field import shell
from linli.field.api import api


def _without_start(patterns: Any) -> Any:
    """The framework's own start page says nothing that the documents do not."""
    found, app, namespace = patterns
    return [each for each in found if getattr(each, "name", "") != "api-root"], app, namespace


page = (
    [
        path("", shell.shell, name="start"),
        path("sw.js", shell.worker, name="worker"),
        path("<slug:code>/", shell.shell, name="shell"),
        path("<slug:code>/<path:rest>", shell.shell, name="inside"),
    ],
    "field",
)
urlpatterns = [
    path("field/", _without_start(api.urls)),
    path("field/", include(page)),
]
