"""The key ring: what it seals it opens, what it did not it refuses, and nothing of it is readable on the disk."""

import json
import multiprocessing
import resource
import stat
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from linli.kernel import keys
from linli.kernel.keys import KeyRing, KeysTrouble, field_aad, keyfile
from linli.kernel.keys.ring import Kind

PASSPHRASE = "the lamp at the gate 门口的灯"
ENVIRON = {"LINLI_PASSPHRASE": PASSPHRASE}
OURS, THEIRS, ROW = UUID(int=1), UUID(int=2), UUID(int=3)
AAD = field_aad(OURS, "org_person", ROW, "phone")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "家 home"


@pytest.fixture
def ring(home: Path) -> KeyRing:
    return keys.create(home, PASSPHRASE)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_sealed_opens_in_another_process_start(home: Path, ring: KeyRing) -> None:
    sealed = ring.seal(b"13800000000", AAD)
    assert keys.open_ring(home, ENVIRON).open(sealed, AAD) == b"13800000000"
    assert b"138" not in sealed


def test_the_same_text_is_never_sealed_to_the_same_bytes(ring: KeyRing) -> None:
    assert ring.seal(b"same", AAD) != ring.seal(b"same", AAD)


@pytest.mark.parametrize(
    "other",
    [
        field_aad(THEIRS, "org_person", ROW, "phone"),
        field_aad(OURS, "org_post", ROW, "phone"),
        field_aad(OURS, "org_person", UUID(int=4), "phone"),
        field_aad(OURS, "org_person", ROW, "name"),
        field_aad(OURS, "org_perso", ROW, "nphone"),
        b"",
    ],
)
def test_a_value_moved_to_another_place_does_not_open(ring: KeyRing, other: bytes) -> None:
    sealed = ring.seal(b"value", AAD)
    with pytest.raises(KeysTrouble, match="altered"):
        ring.open(sealed, other)
    assert ring.open(sealed, AAD) == b"value"


def test_every_altered_byte_is_noticed(ring: KeyRing) -> None:
    sealed = ring.seal(b"value", AAD)
    for place in range(len(sealed)):
        altered = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(KeysTrouble):
            ring.open(altered, AAD)


@pytest.mark.parametrize("foreign", [b"", b"\x01", b"plain text that was never sealed by anyone at all", bytes(28)])
def test_bytes_that_were_never_sealed_are_refused(ring: KeyRing, foreign: bytes) -> None:
    with pytest.raises(KeysTrouble):
        ring.open(foreign, AAD)


def test_nothing_of_the_ring_is_readable_by_others_or_in_plain(home: Path, ring: KeyRing) -> None:
    folder = home / "keys"
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.iterdir()} == {"ring.json": 0o600, "lock": 0o600}
    content = (folder / "ring.json").read_text()
    assert PASSPHRASE not in content
    assert ring.secret("django") not in content
    assert ring.signing_key().private_bytes_raw().hex() not in content


def test_a_wrong_passphrase_is_one_sentence(home: Path, ring: KeyRing) -> None:
    with pytest.raises(KeysTrouble, match="passphrase does not open"):
        keys.open_ring(home, {"LINLI_PASSPHRASE": PASSPHRASE + "."})


def test_no_passphrase_says_how_to_give_one(home: Path, ring: KeyRing) -> None:
    with pytest.raises(KeysTrouble, match="LINLI_PASSPHRASE"):
        keys.open_ring(home, {})


def test_no_keys_says_how_to_make_them(home: Path) -> None:
    with pytest.raises(KeysTrouble, match="linli keys create"):
        keys.open_ring(home, ENVIRON)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_truncated_ring_is_one_sentence(home: Path, ring: KeyRing, share: float) -> None:
    path = home / "keys" / "ring.json"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(KeysTrouble, match="damaged"):
        keys.open_ring(home, ENVIRON)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"[]",
        b"{}",
        b'{"format": "linli-keys", "version": 2}',
        b'{"format": "linli-keys", "version": 1}',
        b'{"format": "linli-keys", "version": 1, "kdf": 7, "verify": [], "wrapped": "AAAA"}',
        b" " * 2_000_000,
    ],
)
def test_a_foreign_file_is_one_sentence(home: Path, ring: KeyRing, content: bytes) -> None:
    (home / "keys" / "ring.json").write_bytes(content)
    with pytest.raises(KeysTrouble):
        keys.open_ring(home, ENVIRON)


@pytest.mark.parametrize(
    ("field", "value"), [("n", 2**30), ("n", 2**14 + 1), ("n", "32768"), ("r", 1024), ("p", 64), ("salt", "AA=="), ("salt", None)]
)
def test_a_file_that_asks_for_boundless_work_is_refused(home: Path, ring: KeyRing, field: str, value: object) -> None:
    path = home / "keys" / "ring.json"
    document = json.loads(path.read_bytes())
    document["kdf"][field] = value
    path.write_text(json.dumps(document))
    with pytest.raises(KeysTrouble, match="damaged"):
        keys.open_ring(home, ENVIRON)


def test_a_published_key_cannot_be_swapped(home: Path, ring: KeyRing, tmp_path: Path) -> None:
    other = keys.create(tmp_path / "other", PASSPHRASE)
    path = home / "keys" / "ring.json"
    document = json.loads(path.read_bytes())
    document["verify"] = {name: key.public_bytes_raw().hex() for name, key in other.verify_keys().items()}
    path.write_text(json.dumps(document))
    with pytest.raises(KeysTrouble, match="altered"):
        keys.open_ring(home, ENVIRON)


def test_a_ring_that_was_replaced_meanwhile_is_one_sentence(home: Path, ring: KeyRing, tmp_path: Path) -> None:
    other = keys.create(tmp_path / "other", PASSPHRASE)
    (home / "keys" / "ring.json").write_bytes((tmp_path / "other" / "keys" / "ring.json").read_bytes())
    with pytest.raises(KeysTrouble, match="start it again"):
        ring.open(other.seal(b"value", AAD), AAD)


def test_a_ring_that_cannot_be_read_is_one_sentence(home: Path, ring: KeyRing) -> None:
    (home / "keys" / "ring.json").unlink()
    (home / "keys" / "ring.json").mkdir()
    with pytest.raises(KeysTrouble, match="cannot be read"):
        keys.open_ring(home, ENVIRON)


@pytest.mark.parametrize(("entries", "said"), [([], "all the keys"), ([{"id": "00", "kind": "quantum"}], "does not know")])
def test_a_ring_of_a_newer_program_is_one_sentence(home: Path, ring: KeyRing, entries: list[dict[str, str]], said: str) -> None:
    (home / "keys" / "ring.json").write_bytes(keyfile.dump(keyfile.new_wrap(PASSPHRASE), {}, entries))
    with pytest.raises(KeysTrouble, match=said):
        keys.open_ring(home, ENVIRON)


@pytest.mark.parametrize("published", [None, [], {"a": "not hex"}, {"a": "00"}, {"a": 7}])
def test_damaged_published_keys_are_one_sentence(home: Path, ring: KeyRing, published: object) -> None:
    path = home / "keys" / "ring.json"
    document = json.loads(path.read_bytes())
    document["verify"] = published
    path.write_text(json.dumps(document))
    with pytest.raises(KeysTrouble, match="damaged"):
        keys.published_verify_keys(home)


def test_published_keys_are_read_without_a_passphrase(home: Path, ring: KeyRing) -> None:
    ring.rotate(Kind.SIGNING)
    assert set(keys.published_verify_keys(home)) == set(ring.verify_keys())
    assert len(ring.verify_keys()) == 2


def test_keys_are_never_replaced(home: Path, ring: KeyRing) -> None:
    before = (home / "keys" / "ring.json").read_bytes()
    with pytest.raises(KeysTrouble, match="already"):
        keys.create(home, PASSPHRASE)
    assert (home / "keys" / "ring.json").read_bytes() == before


def test_after_rotation_old_values_open_and_new_ones_use_the_new_key(home: Path, ring: KeyRing) -> None:
    old_signing, old = ring.signing_key(), ring.seal(b"old", AAD)
    ring.rotate()
    new = ring.seal(b"new", AAD)
    assert old[1:9] != new[1:9]
    again = keys.open_ring(home, ENVIRON)
    assert [again.open(old, AAD), again.open(new, AAD)] == [b"old", b"new"]
    assert again.signing_key().private_bytes_raw() != old_signing.private_bytes_raw()
    signature = old_signing.sign(b"seal")
    verified = [name for name, key in again.verify_keys().items() if verifies(key, signature)]
    assert len(verified) == 1


def verifies(key: Ed25519PublicKey, signature: bytes) -> bool:
    try:
        key.verify(signature, b"seal")
    except InvalidSignature:
        return False
    return True


def test_a_running_program_opens_what_another_one_sealed_after_rotating(home: Path, ring: KeyRing) -> None:
    other = keys.open_ring(home, ENVIRON)
    other.rotate()
    assert ring.open(other.seal(b"new", AAD), AAD) == b"new"


def rotate_often(home: Path, times: int) -> None:
    ring = keys.open_ring(home, ENVIRON)
    for _ in range(times):
        ring.rotate(Kind.DATA)


def test_rotations_at_the_same_time_lose_no_key(home: Path, ring: KeyRing) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=rotate_often, args=(home, 10)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    ring.rotate(Kind.DATA)
    assert sum(key.kind is Kind.DATA for key in ring._keys) == 22


def test_codes_and_secrets_outlive_a_rotation(ring: KeyRing) -> None:
    before = (ring.secret("django"), ring.lookup_code(b"phone", b"138"))
    ring.rotate()
    assert (ring.secret("django"), ring.lookup_code(b"phone", b"138")) == before
    with pytest.raises(KeysTrouble, match="Only data and signing"):
        ring.rotate(Kind.LOOKUP)


def test_codes_tell_nothing_across_purposes_or_installations(ring: KeyRing, tmp_path: Path) -> None:
    other = keys.create(tmp_path / "other", PASSPHRASE)
    codes = {
        ring.lookup_code(b"phone", b"138"),
        ring.lookup_code(b"name", b"138"),
        ring.lookup_code(b"phone", b"139"),
        other.lookup_code(b"phone", b"138"),
    }
    assert len(codes) == 4
    assert ring.secret("django") != ring.secret("session")


def test_a_full_disk_leaves_the_ring_as_it_was(home: Path, ring: KeyRing, tmp_path: Path) -> None:
    before = (home / "keys" / "ring.json").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            ring.rotate()
        with pytest.raises(KeysTrouble, match="cannot be written"):
            ring.export(tmp_path / "copy")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (home / "keys" / "ring.json").read_bytes() == before
    assert sorted(path.name for path in (home / "keys").iterdir()) == ["lock", "ring.json"]
    assert not (tmp_path / "copy").exists()


def test_exported_keys_open_everything_on_an_empty_machine(home: Path, ring: KeyRing, tmp_path: Path) -> None:
    sealed, target = ring.seal(b"value", AAD), tmp_path / "stick.json"
    ring.export(target)
    assert mode(target) == 0o600
    keys.import_(tmp_path / "new", target, PASSPHRASE)
    again = keys.open_ring(tmp_path / "new", ENVIRON)
    assert again.open(sealed, AAD) == b"value"
    assert again.secret("django") == ring.secret("django")


def test_export_never_writes_over_a_file(ring: KeyRing, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    with pytest.raises(KeysTrouble, match="exists already"):
        ring.export(target)
    assert target.read_text() == "precious"


def test_export_to_no_folder_is_one_sentence(ring: KeyRing, tmp_path: Path) -> None:
    with pytest.raises(KeysTrouble, match="cannot be written"):
        ring.export(tmp_path / "missing" / "file")


def test_import_with_a_wrong_passphrase_leaves_nothing(ring: KeyRing, tmp_path: Path) -> None:
    ring.export(tmp_path / "copy")
    with pytest.raises(KeysTrouble, match="passphrase"):
        keys.import_(tmp_path / "new", tmp_path / "copy", "another passphrase")
    assert not (tmp_path / "new").exists()


def test_import_never_replaces_keys(home: Path, ring: KeyRing, tmp_path: Path) -> None:
    other = keys.create(tmp_path / "other", PASSPHRASE)
    other.export(tmp_path / "copy")
    with pytest.raises(KeysTrouble, match="already"):
        keys.import_(home, tmp_path / "copy", PASSPHRASE)
    assert keys.open_ring(home, ENVIRON).secret("django") == ring.secret("django")


@pytest.mark.parametrize("bad", ["", "short", "with a line\nend in it", "with a tab\tin it, long"])
def test_a_passphrase_that_is_weak_or_cannot_be_typed_is_refused(home: Path, bad: str) -> None:
    with pytest.raises(KeysTrouble):
        keys.create(home, bad)
    assert not keys.exists(home)


def test_the_passphrase_may_come_from_a_file(home: Path, ring: KeyRing, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(PASSPHRASE + "\n")
    assert keys.open_ring(home, {"LINLI_PASSPHRASE_FILE": str(path)}).secret("a") == ring.secret("a")


@pytest.mark.parametrize(("content", "said"), [(b"", "empty"), (b"\n", "empty"), (b"\xff\xfe\x00", "not text"), (None, "cannot be read")])
def test_a_bad_passphrase_file_is_one_sentence(home: Path, tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KeysTrouble, match=said):
        keys.find_passphrase(home, {"LINLI_PASSPHRASE_FILE": str(path)})


def test_a_demo_makes_its_passphrase_once_and_keeps_it(home: Path) -> None:
    passphrase = keys.make_demo_passphrase(home)
    assert len(passphrase) >= 40
    assert mode(home / "keys" / "passphrase") == 0o600
    ring = keys.create(home, passphrase)
    assert keys.make_demo_passphrase(home) == passphrase
    assert keys.open_ring(home, {}).secret("a") == ring.secret("a")


def test_the_ring_shows_no_key_when_printed(ring: KeyRing) -> None:
    assert repr(ring) == "<KeyRing of 4 keys>"
