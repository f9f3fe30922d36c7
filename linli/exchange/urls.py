"""Every address of the machine door."""

from typing import Any

from django.urls import path

from linli.exchange.api import api
from linli.exchange.open311.api import api as open311


def _without_start(patterns: Any) -> Any:
    """The framework's own start page says nothing that the documents do not."""
    found, app, namespace = patterns
    return [each for each in found if getattr(each, "name", "") != "api-root"], app, namespace


urlpatterns = [
    path("api/v1/", _without_start(api.urls)),
    path("open311/v2/", _without_start(open311.urls)),
]
