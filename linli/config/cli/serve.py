"""`linli serve`: the web server."""

import argparse
import ipaddress
import multiprocessing
import os
import signal
import socket
from importlib import import_module
from typing import TYPE_CHECKING

import psycopg
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from linli.config import postgres
from linli.config.cli import house
from linli.config.processes import end_with
from linli.kernel import keys

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

WORKERS, WORKERS_OF_A_DEMO = 2, 1
# Each thread keeps one database connection.
# A page waits for the database a quarter of its time: more threads only take the interpreter from each other. On two cores five
# gave 51 to 79 pages of the queue a second, three gave 81 to 104; tickets by the machine door were 128 and 135 with five, 111 and 124.
THREADS_PER_WORKER = min(4, (os.cpu_count() or 1) + 1)
# Requests under way may end after SIGTERM, but one that hangs must not keep the server from stopping.
LONGEST_STOP_S = 10
LAST_PORT = 65535


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve`."""
    parser = subparsers.add_parser("serve", help="answer browsers until stopped; starts the embedded database if need be")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default 127.0.0.1; elsewhere only with LINLI_ORIGINS)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=None, metavar="N", help="processes (default 2; 1 in a demo database)")


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    check_address(args.host)
    check_port(args.host, args.port)
    if args.workers is not None and args.workers < 1:
        raise house.CannotRun("--workers must be 1 or more.")
    if not keys.exists(house.home()):
        raise house.CannotRun("There are no keys yet: set LINLI_PASSPHRASE and run `linli migrate`, or run `linli demo` for a demo.")
    house.open_keys()
    is_demo = look(house.start())
    os.environ["LINLI_ROLE"] = "web"
    print(f"Linli answers at http://{_shown(args.host)}:{args.port}/ (stop with Ctrl-C)", flush=True)
    Granian(
        f"{__name__}:{application_of_worker.__name__}",
        factory=True,
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers or (WORKERS_OF_A_DEMO if is_demo else WORKERS),
        blocking_threads=THREADS_PER_WORKER,
        respawn_failed_workers=True,
        workers_kill_timeout=LONGEST_STOP_S,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def application_of_worker() -> "WSGIHandler":
    """What a worker process serves; the process ends with its server, or it would hold the port for ever."""
    # It began as a copy of the server and would only note a SIGTERM, as that does, until Granian listens itself.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        end_with(server.pid, signal.SIGTERM)
    with house.uncollected():
        from django.conf import settings

        from linli.config.wsgi import application

        # Every page is read now: the first visitor would wait for it, and each of the threads that had one.
        import_module(settings.ROOT_URLCONF)
    return application


def check_address(host: str) -> None:
    """Beyond this machine only behind TLS: passwords and personal data do not travel in the clear."""
    origins = [each for each in os.environ.get("LINLI_ORIGINS", "").split(",") if each]
    if _is_loopback(host) or (origins and all(each.startswith("https://") for each in origins)):
        return
    raise house.CannotRun(
        f"{host} is not this machine alone, and without TLS Linli does not listen there: put a TLS proxy in front and set "
        "LINLI_ORIGINS=https://… to the address browsers use, or leave --host out."
    )


def check_port(host: str, port: int) -> None:
    """Find a taken port before anything is started."""
    if not 1 <= port <= LAST_PORT:
        raise house.CannotRun(f"{port} is not a port: choose one from 1 to {LAST_PORT} with --port.")
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise house.CannotRun(f"{host} is not an address of this machine: choose another --host.") from None
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise house.CannotRun(f"Port {port} is kept for root: choose another one, for example --port 8000.") from None
        except OSError:
            raise house.CannotRun(
                f"Port {port} of {host} is taken: stop what runs there, or choose another one, for example --port {port % LAST_PORT + 1}."
            ) from None


def look(database: postgres.Database) -> bool:
    """Whether the database is a demo; one without our schema is refused before anybody asks it."""
    with psycopg.connect(database.url("web"), autocommit=True, connect_timeout=10) as web:
        known = web.execute("SELECT to_regclass('public.demo_mark') IS NOT NULL").fetchone()
        if known is None or not known[0]:
            raise house.CannotRun("The database has no schema yet: run `linli migrate`, or `linli demo` for a demo.")
        mark = web.execute("SELECT EXISTS (SELECT FROM demo_mark)").fetchone()
        return bool(mark and mark[0])


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
