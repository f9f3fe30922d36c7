"""The one way out: an address is resolved once, refused where it leads inside, and asked within limits."""

from linli.kernel.outbound.asking import Answer, NoAnswer, Question, ask, ask_at
from linli.kernel.outbound.places import Place, checked, host_of, permitted
from linli.kernel.outbound.retrying import PAUSES, next_try
from linli.kernel.outbound.secrets import new_secret, opened_secret, sealed_secret
from linli.kernel.outbound.signing import EVENT, SIGNATURE, TIMESTAMP, signed_headers, signs

__all__ = [
    "EVENT",
    "PAUSES",
    "SIGNATURE",
    "TIMESTAMP",
    "Answer",
    "NoAnswer",
    "Place",
    "Question",
    "ask",
    "ask_at",
    "checked",
    "host_of",
    "new_secret",
    "next_try",
    "opened_secret",
    "permitted",
    "sealed_secret",
    "signed_headers",
    "signs",
]
