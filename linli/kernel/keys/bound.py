"""What a ciphertext is bound to, so that it opens in its own place and nowhere else."""

from uuid import UUID


def pack(*parts: bytes) -> bytes:
    """The parts as one byte string from which they can be told apart again: ("ab","c") never equals ("a","bc")."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def field_aad(subdistrict_id: UUID, table: str, row_id: UUID, field: str) -> bytes:
    """The binding of an encrypted field: moved to another subdistrict, table, row or field it does not open."""
    return pack(b"field", subdistrict_id.bytes, table.encode(), row_id.bytes, field.encode())


def lookup_purpose(subdistrict_id: UUID, column: str) -> bytes:
    """The purpose of a blind index: codes of one subdistrict's column say nothing about another's."""
    return pack(b"index", subdistrict_id.bytes, column.encode())
