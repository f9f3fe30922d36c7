"""Messages from a file of another system: how its columns are mapped, and what each row says."""

from linli.tickets.rules.imports import sentences
from linli.tickets.rules.imports.mapping import MAPPING_NAME_LIMIT, THEIR_WORD_LIMIT, Column, MappingDraft, Stand, restored, stored, told
from linli.tickets.rules.imports.reading import Message, Sheet, fits, laid_out, message_of

__all__ = [
    "MAPPING_NAME_LIMIT",
    "THEIR_WORD_LIMIT",
    "Column",
    "MappingDraft",
    "Message",
    "Sheet",
    "Stand",
    "fits",
    "laid_out",
    "message_of",
    "restored",
    "sentences",
    "stored",
    "told",
]
