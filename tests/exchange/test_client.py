"""An Open311 client of somebody else's reads services and requests through a real server."""

import importlib
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from tests.exchange.conftest import Partner


class Server(ThreadingMixIn, WSGIServer):
    """The house as it is served, on a port of this machine."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *known: object) -> None:
        """Nothing."""


def served(environ: dict[str, Any], start: Any) -> Any:
    """One request; its connection ends with it, because its thread does."""
    try:
        return list(get_wsgi_application()(environ, start))
    finally:
        connections.close_all()


@pytest.fixture
def port() -> Iterator[int]:
    with Server(("127.0.0.1", 0), Quiet) as server:
        server.set_app(served)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_from_the_package_index_reads_services_and_requests(partner: Partner, port: int, form: str) -> None:
    library = pytest.importorskip("georeport", reason="the Open311 client of the development group is not installed")
    answers = [partner.sends({"words": "小区门口暴露垃圾没人清运", "place": {"address": "兰田路8号"}}, f"k{number}") for number in range(2)]
    numbers = [answer.json()["number"] for answer in answers]
    # The client sends no token of its own; the address may carry it, as the password.
    client: Any = library.GeoReport(f"http://partner:{partner.token}@127.0.0.1:{port}/open311/v2", "lanting", output_format=form)
    services = client.get_service_list()
    assert {"E0102", "other"} <= {each["service_code"] for each in services}
    assert client.get_service_definition("E0102")["service_code"] == "E0102"
    requests = client.get_service_requests(status="open")
    assert [each["service_request_id"] for each in requests if each] == numbers[::-1]
    one = client.get_service_request(numbers[0])
    assert numbers[0] in str(one) and importlib.import_module("georeport").__version__
