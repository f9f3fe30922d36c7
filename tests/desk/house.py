"""Two streets and the people at their desks, each with one reason to exist."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.models import Account
from linli.accounts.rules import Permission
from linli.kernel import scope
from linli.kernel.actor import Actor, Channel
from linli.notes import actions as notes
from linli.notes.models import Note
from tests import make, work
from tests.ground import TestDatabase

CLERK = ("notes.read", "notes.write", "jobs.read", "jobs.run_again", "org.read")
READER = ("notes.read",)


class House:
    """兰亭 and 竹溪, a browser for everybody."""

    def __init__(self, database: TestDatabase) -> None:
        self.database = database
        self.subdistricts = {
            "lanting": make.subdistrict(database, "lanting", "兰亭街道"),
            "zhuxi": make.subdistrict(database, "zhuxi", "竹溪街道"),
        }

    def account(self, login: str, *codes: str, may: Iterable[str] = CLERK, language: str = "en") -> Account:
        """Somebody who works in these subdistricts."""
        hired = Account.objects.filter(login=login).first()
        for code in codes or ("lanting",):
            actor = Actor.system("test", self.subdistricts[code])
            with scope.scoped(actor):
                hired = hired or accounts.create_account(actor, login=login, password="a quiet street", language=language)
                accounts.admit(actor, hired.pk, permissions=may)
        assert hired is not None
        return hired

    def browser(self, login: str, *codes: str, may: Iterable[str] = CLERK, language: str = "en") -> Client:
        """A browser in which this person is signed in."""
        return signed_in(self.account(login, *codes, may=may, language=language))

    def signed_in(self, login: str) -> Client:
        """A browser of somebody who has an account already."""
        return signed_in(Account.objects.get(login=login))

    def stranger(self) -> Client:
        """A browser on this machine in which nobody is signed in."""
        return Client(HTTP_ACCEPT_LANGUAGE="en", HTTP_HOST="localhost")

    def administrator(self, login: str, *, has_second_factor: bool, may: Iterable[str] = ()) -> Client:
        """Somebody who may administer accounts, with or without the authenticator app."""
        account = self.account(login, may=(*CLERK, *may, Permission.ADMINISTER))
        if has_second_factor:
            TOTP.activate(account, generate_totp_secret())
        return signed_in(account)

    def actor(self, login: str, code: str = "lanting") -> Actor:
        """This person at work, without a browser."""
        return queries.actor_at(Account.objects.get(login=login), code, Channel.DESK)

    def note(self, login: str, title: str = "楼道堆物", text: str = "挡住灭火器", code: str = "lanting") -> Note:
        """A note this person wrote."""
        actor = self.actor(login, code)
        with scope.scoped(actor):
            return notes.write_note(actor, title=title, text=text)

    def edit(self, login: str, note: Note, **words: str) -> None:
        """Somebody changes it meanwhile."""
        actor = self.actor(login)
        with scope.scoped(actor):
            present = Note.objects.of(actor.subdistrict_id).get(pk=note.pk)
            wanted: dict[str, Any] = {"title": present.title, "text": present.text, **words}
            notes.edit_note(actor, note.pk, seen=present.journal_seq, **wanted)

    def reload(self, note: Note) -> Note:
        """The note as it stands now."""
        with scope.scoped(Actor.system("test", note.subdistrict_id)):
            found: Note = Note.objects.of(note.subdistrict_id).get(pk=note.pk)
            return found

    def count_notes(self, code: str = "lanting") -> int:
        """How many notes the subdistrict has."""
        subdistrict_id: UUID = self.subdistricts[code]
        with scope.scoped(Actor.system("test", subdistrict_id)):
            return int(Note.objects.of(subdistrict_id).count())

    def work(self) -> None:
        """Let the worker do what waits."""
        work.do_all(self.database)


def signed_in(account: Account) -> Client:
    """A browser of its own."""
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(account)
    return client
