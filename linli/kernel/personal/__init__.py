"""Personal data: encrypted columns that say what they are for and how long they are kept, found by codes, shown masked."""

from linli.kernel.personal import facts, own_work, subjects
from linli.kernel.personal.actions import Found, Revealed, Walked, erase, expire, reencrypt, reveal, search_last_four
from linli.kernel.personal.codes import Normal
from linli.kernel.personal.fields import BlindIndexField, EncryptedTextField, UnreadablePersonal, personal_fields
from linli.kernel.personal.finding import find_by
from linli.kernel.personal.masking import Masking
from linli.kernel.personal.purposes import Purpose
from linli.kernel.personal.retention import AfterEnd, Retention, WhileOnDuty
from linli.kernel.personal.rules import Permission
from linli.kernel.personal.value import Personal

__all__ = [
    "AfterEnd",
    "BlindIndexField",
    "EncryptedTextField",
    "Found",
    "Masking",
    "Normal",
    "Permission",
    "Personal",
    "Purpose",
    "Retention",
    "Revealed",
    "UnreadablePersonal",
    "Walked",
    "WhileOnDuty",
    "erase",
    "expire",
    "facts",
    "find_by",
    "own_work",
    "personal_fields",
    "reencrypt",
    "reveal",
    "search_last_four",
    "subjects",
]
