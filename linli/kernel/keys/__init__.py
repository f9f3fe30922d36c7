"""The key ring: what encrypts fields and files, finds encrypted values again, and signs the journal's seals."""

from linli.kernel.keys.bound import field_aad, lookup_purpose
from linli.kernel.keys.keyfile import KeysTrouble
from linli.kernel.keys.passphrase import find_passphrase, make_demo_passphrase
from linli.kernel.keys.ring import KeyRing, create, exists, import_, key_id_of, open_ring, opened, published_verify_keys

__all__ = [
    "KeyRing",
    "KeysTrouble",
    "create",
    "exists",
    "field_aad",
    "find_passphrase",
    "import_",
    "key_id_of",
    "lookup_purpose",
    "make_demo_passphrase",
    "open_ring",
    "opened",
    "published_verify_keys",
]
