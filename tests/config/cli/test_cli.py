"""The commands as an operator types them, in a house of their own."""

import http.client
import ipaddress
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from linli.config.cli.serve import LONGEST_STOP_S
from tests.config.cli.house import SIGN_IN, Browser, House, Said, free_port

PASSPHRASE = "a passphrase of the tests"
EVERYWHERE = str(ipaddress.IPv4Address(0))
WRONG = "something else entirely"
LOGINS = (
    "demo-admin",
    "lanting-admin",
    "lanting-callback",
    "lanting-chief",
    "lanting-clerk",
    "lanting-clerk-2",
    "lanting-director",
    "lanting-dispatcher",
    "lanting-leader",
    "lanting-ops",
    "lanting-property",
    "lanting-unit",
    "lanting-worker",
    "zhuxi-chief",
    "zhuxi-clerk",
    "zhuxi-dispatcher",
)


@pytest.fixture(scope="module")
def first_starts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Sequence[Said]]]:
    """A demo house laid out by the command, given twice at the same moment, and what either said."""
    house = House(tmp_path_factory.mktemp("demo") / "home")
    try:
        with ThreadPoolExecutor(2) as both:
            yield house, list(both.map(lambda _: house.run("demo", "--quick"), range(2)))
    finally:
        house.end()


@pytest.fixture(scope="module")
def demo(first_starts: tuple[House, Sequence[Said]]) -> tuple[House, dict[str, str]]:
    """The demo house, and the passwords that it printed."""
    house, said = first_starts
    assert [each.code for each in said] == [0, 0], said
    return house, {name: password for each in said for name, password in _logins(each.out).items()}


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that nobody has set up yet."""
    house = House(tmp_path_factory.mktemp("production") / "home")
    yield house
    house.end()


def _logins(out: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\S+) +(\S+) +\S", out, re.MULTILINE))


def test_two_first_starts_at_once_agree_on_the_keys(first_starts: tuple[House, Sequence[Said]]) -> None:
    house, said = first_starts
    assert [each.code for each in said] == [0, 0], said
    assert sorted(bool(_logins(each.out)) for each in said) == [False, True]
    assert house.run("keys", "list").code == 0


def test_a_demo_prints_its_logins_once(demo: tuple[House, dict[str, str]]) -> None:
    house, logins = demo
    assert tuple(logins) == LOGINS
    assert len(set(logins.values())) == len(LOGINS)
    again = house.run("demo", "--quick")
    assert again.code == 0
    assert "linli demo --new-passwords" in again.out
    assert not [password for password in logins.values() if password in again.out]


def test_every_worker_process_counts_the_same_wrong_tries(demo: tuple[House, dict[str, str]]) -> None:
    house, logins = demo
    with house.serving("--workers", "2") as port:
        assert Browser(port).sign_in("zhuxi-clerk", logins["zhuxi-clerk"])
        for _ in range(5):
            assert not Browser(port).sign_in("lanting-clerk", WRONG)
        # Whichever process answers, the account is closed now; the colleague's is open.
        for _ in range(4):
            assert not Browser(port).sign_in("lanting-clerk", logins["lanting-clerk"])
        assert Browser(port).sign_in("lanting-clerk-2", logins["lanting-clerk-2"])


def test_a_session_made_by_one_server_opens_after_a_restart(demo: tuple[House, dict[str, str]]) -> None:
    house, logins = demo
    browser = Browser(0)
    with house.serving() as browser.port:
        assert browser.sign_in("zhuxi-clerk", logins["zhuxi-clerk"])
        assert browser.get("/account/sessions/")[0] == 200
    with house.serving() as browser.port:
        assert browser.get("/account/sessions/")[0] == 200
        assert Browser(browser.port).get("/account/sessions/")[0] == 302


def test_new_passwords_end_the_old_ones(demo: tuple[House, dict[str, str]]) -> None:
    house, logins = demo
    old, new = dict(logins), _logins(house.run("demo", "--quick", "--new-passwords").out)
    logins |= new
    assert tuple(new) == LOGINS
    assert not set(old.values()) & set(new.values())
    with house.serving() as port:
        assert not Browser(port).sign_in("zhuxi-clerk", old["zhuxi-clerk"])
        assert Browser(port).sign_in("zhuxi-clerk", new["zhuxi-clerk"])


def test_a_taken_port_is_said_before_anything_starts(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = house.run("serve", "--port", str(taken.getsockname()[1]))
    assert (said.code, said.out) == (2, "")
    assert "is taken" in said.err
    assert said.err.count("\n") == 1


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_killed_server_gives_its_port_back(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    with house.server("--workers", "2") as (port, server):
        assert _is_taken(port)
        server.kill()
        server.wait()
        # The workers look for their parent now and then; on a machine with much else to do that takes its time.
        until = time.monotonic() + 60
        while _is_taken(port) and time.monotonic() < until:
            time.sleep(0.1)
        assert not _is_taken(port)


def test_workers_that_are_still_reading_end_with_a_killed_server(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    with house.starting("--port", str(free_port()), "--workers", "2") as server:
        workers = _reading(server.pid)
        server.kill()
        server.wait()
        until = time.monotonic() + 60
        while any(map(_lives, workers)) and time.monotonic() < until:
            time.sleep(0.1)
        left = [pid for pid in workers if _lives(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert left == []


def _reading(server: int) -> list[int]:
    """Both workers of a server, in the middle of what they read: numpy is there, and no page can be answered yet."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        workers = [int(pid) for pid in Path(f"/proc/{server}/task/{server}/children").read_text().split()]
        if len(workers) == 2 and all("_multiarray_umath" in Path(f"/proc/{pid}/maps").read_text() for pid in workers):
            return workers
        time.sleep(0.005)
    raise AssertionError("the server began no workers")


def _lives(pid: int) -> bool:
    # Whoever has ended and waits to be noticed holds nothing any more.
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_body_that_nobody_wanted_does_not_cost_the_next_answer(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    with house.serving() as port, closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as partner:
        for address, status in (("/api/v1/tickets", 401), ("/d/lanting/tickets/new/", 403), ("/nothing/here", 404)):
            partner.putrequest("POST", address)
            partner.putheader("Content-Length", "13")
            partner.endheaders()
            # A busy machine sends the body on a little later; by then the answer may be made.
            time.sleep(0.3)
            partner.send(b'{"words":"x"}')
            answer = partner.getresponse()
            assert (answer.status, answer.will_close) == (status, False)
            answer.read()
        # By the same connection: the library begins no other, once an answer has said that this one stays.
        partner.request("GET", SIGN_IN)
        assert partner.getresponse().status == 200


@contextmanager
def _frozen_database(house: House) -> Iterator[None]:
    """The database neither answers nor goes away."""
    with psycopg.connect(house.run("database", "url", "--role", "superuser").out.strip()) as superuser:
        found = superuser.execute("SELECT pid, pg_read_file('postmaster.pid') FROM pg_stat_activity WHERE usename = 'linli_web'").fetchall()
    frozen = [int(pid) for pid, _ in found] + [int(found[0][1].split()[0])]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


def test_requests_that_hang_do_not_keep_the_server_from_stopping(demo: tuple[House, dict[str, str]]) -> None:
    house, logins = demo
    with house.server() as (port, server), ThreadPoolExecutor(8) as browsers:
        browser = Browser(port)
        assert browser.sign_in("zhuxi-clerk", logins["zhuxi-clerk"])
        with _frozen_database(house):
            asked = [browsers.submit(browser.get, "/") for _ in range(8)]
            assert not wait(asked, timeout=2, return_when=FIRST_COMPLETED).done
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=LONGEST_STOP_S + 5) == 0


def test_beyond_this_machine_only_behind_tls(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    for origins in ({}, {"LINLI_ORIGINS": "http://linli.example"}):
        said = house.run("serve", "--host", EVERYWHERE, **origins)
        assert said.code == 2
        assert "without TLS" in said.err
    # The control: with TLS in front the address passes, and the next thing is looked at.
    said = house.run("serve", "--host", EVERYWHERE, "--port", "0", LINLI_ORIGINS="https://linli.example")
    assert "0 is not a port" in said.err


def test_the_database_command_prints_urls_and_stops_once(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    for role in ("owner", "web", "worker", "auditor", "backup", "superuser"):
        url = house.run("database", "url", "--role", role).out.strip()
        with psycopg.connect(url) as connection:
            assert connection.info.user == ("postgres" if role == "superuser" else f"linli_{role}")
    assert house.run("database", "stop").code == 0
    assert house.run("database", "stop").code == 1
    # It is started again by whoever needs it.
    assert house.run("demo", "--quick").code == 0


def test_the_first_start_of_a_production_house(production: House) -> None:
    bare = production.run("migrate")
    assert bare.code == 0
    assert "set LINLI_PASSPHRASE" in bare.out
    assert "set-up" not in bare.out
    assert production.run("serve").code == 2

    first = production.run("migrate", LINLI_PASSPHRASE=PASSPHRASE)
    second = production.run("migrate", LINLI_PASSPHRASE=PASSPHRASE, LINLI_ORIGINS="https://linli.example")
    links = [re.findall(r"(https?://\S+)/account/set-up/(\S{43})/", said.out) for said in (first, second)]
    assert [[address for address, _ in found] for found in links] == [["http://127.0.0.1:8000"], ["https://linli.example"]]
    assert links[0][0][1] != links[1][0][1]

    opened = production.run("subdistrict", "add", "lanting", "兰亭街道")
    assert opened.code == 0
    assert "兰亭街道" in opened.out
    assert production.run("subdistrict", "add", "Lan Ting", "兰亭街道").code == 2
    laid, again = (production.run("subdistrict", "posts", "lanting", LINLI_PASSPHRASE=PASSPHRASE) for _ in range(2))
    assert (laid.code, again.code) == (0, 0), laid.err
    assert "值班长: permits" in laid.out
    assert again.out.startswith("Every post has")
    assert production.run("accounts", "password-link", "nobody").code == 1
    refused = production.run("demo", "--quick", LINLI_PASSPHRASE=PASSPHRASE)
    assert refused.code == 2
    assert "cannot become a demo" in refused.err


def test_after_a_restore_no_session_opens_and_the_journal_counts_anew(production: House) -> None:
    for words in (("migrate",), ("subdistrict", "add", "lanting", "兰亭街道"), ("subdistrict", "posts", "lanting")):
        assert production.run(*words, LINLI_PASSPHRASE=PASSPHRASE).code == 0
    with psycopg.connect(production.run("database", "url", "--role", "superuser").out.strip(), autocommit=True) as superuser:
        superuser.execute("INSERT INTO django_session VALUES ('of the copy', '', now() + interval '1 hour')")
        counted = superuser.execute("SELECT count(*) FROM journal_entry WHERE xid <> 0").fetchone()
        assert counted is not None
        assert counted[0] > 0
        for _ in range(2):
            assert "counts anew" in production.run("database", "restored").out
        left = superuser.execute(
            "SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM journal_entry WHERE xid <> 0)"
        ).fetchone()
        causes = superuser.execute("SELECT cause FROM journal_epoch ORDER BY id").fetchall()
    assert left == (0, 0)
    assert causes == [("migrate",), ("restore",), ("restore",)]
    assert production.run("audit", "verify", LINLI_PASSPHRASE=PASSPHRASE).code == 0


def test_keys_that_do_not_open_are_said(production: House) -> None:
    assert production.run("migrate", LINLI_PASSPHRASE=PASSPHRASE).code == 0
    for environ in ({}, {"LINLI_PASSPHRASE": "not the passphrase at all"}):
        said = production.run("serve", **environ)
        assert said.code == 2
        assert said.err.count("\n") == 1
        assert "passphrase" in said.err


def test_bad_words_exit_2(production: House) -> None:
    assert production.run("fly").code == 2
    assert production.run("serve", "--workers", "0").code == 2


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_wrong_setting_of_the_map_is_one_sentence(demo: tuple[House, dict[str, str]], command: str) -> None:
    house, _ = demo
    said = house.run(command, LINLI_MAP_TILES="https://tiles.example.cn/")

    assert said.code == 2
    assert said.err.startswith("LINLI_MAP_TILES is neither tianditu:KEY nor an address with {z}, {x} and {y}")
    assert said.err.count("\n") == 1


def test_a_database_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    said = House(tmp_path / "home").run("migrate", DATABASE_URL="postgresql://nobody:nothing@127.0.0.1:1/none")
    assert said.code == 2
    assert "Traceback" not in said.err
    assert said.err.strip()


def test_the_secret_stands_in_no_command_line(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    with house.serving():
        lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "linli.config.cli" in lines
    passphrase = (house.home / "keys" / "passphrase").read_text().strip()
    assert passphrase not in lines


def test_lost_keys_are_never_replaced_by_new_ones(demo: tuple[House, dict[str, str]], tmp_path: Path) -> None:
    house, _ = demo
    ring = house.home / "keys" / "ring.json"
    shutil.move(ring, tmp_path / "copy")
    for words, more in (
        (("demo", "--quick"), {}),
        (("migrate",), {"LINLI_PASSPHRASE": PASSPHRASE}),
        (("keys", "create"), {"LINLI_PASSPHRASE": PASSPHRASE}),
    ):
        said = house.run(*words, **more)
        assert (said.code, said.out) == (2, "")
        assert "linli keys import" in said.err
        assert not ring.exists()
    assert house.run("keys", "import", str(tmp_path / "copy")).code == 0
    assert house.run("demo", "--quick").code == 0


def test_after_a_rotation_the_operator_encrypts_anew(demo: tuple[House, dict[str, str]]) -> None:
    house, _ = demo
    rotated = house.run("keys", "rotate")
    assert rotated.code == 0 and "linli keys reencrypt" in rotated.out
    done = house.run("keys", "reencrypt")
    assert (done.code, done.err) == (0, "")
    assert "rows were encrypted anew" in done.out
    again = house.run("keys", "reencrypt")
    assert (again.code, again.out.split()[0]) == (0, "0")
