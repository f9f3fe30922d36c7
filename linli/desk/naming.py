"""Names instead of logins and ids, each kind of them asked once for a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.accounts import queries as accounts
from linli.org.queries import naming

KINDS_OF_FACT = naming.KIND_OF_FACT


@dataclass(frozen=True, slots=True)
class Names:
    """What accounts and ids are called on a page."""

    of_account: Mapping[UUID | None, str]
    of_id: Mapping[UUID, str]


def parsed(value: object) -> UUID | None:
    """The id that a fact holds as text."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def names_for(
    account_ids: Iterable[UUID | None], *, person_ids: Iterable[UUID | None] = (), facts: Iterable[Mapping[str, Any]] = ()
) -> Names:
    """The person's name for each account and person where one is known, else the login; and the names of the ids in these facts."""
    who = accounts.who_is(account_ids)
    wanted: dict[str, set[UUID]] = {"person": {each for each in (*person_ids, *(one.person_id for one in who.values())) if each}}
    for said in facts:
        for name, kind in naming.KIND_OF_FACT.items():
            value = said.get(name)
            row_ids = {parsed(each) for each in (value if isinstance(value, list) else [value])}
            wanted.setdefault(kind, set()).update(row_id for row_id in row_ids if row_id is not None)
    called = naming.called(wanted)
    return Names(
        of_account={key: called.get(one.person_id, "") or one.login if one.person_id else one.login for key, one in who.items()},
        of_id=called,
    )


def with_authors(notices: Sequence[Any]) -> Sequence[Any]:
    """The notices, whose authors are called by name where the account's person is known."""
    authors = {notice.pk: parsed(notice.facts.get("author_account")) for notice in notices}
    names = names_for(authors.values()).of_account
    for notice in notices:
        name = names.get(authors[notice.pk]) if authors[notice.pk] else None
        if name:
            notice.facts = {**notice.facts, "author": name}
    return notices
