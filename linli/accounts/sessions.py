"""Where sessions lie: Django's table, read by a statement that is put together once."""

from typing import Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import TextField
from django.db.models.functions import Now

from linli.kernel.statements import Asked, Statement

# When a session ends is said by the time of the machine, as Django writes it there.
_SESSION: Final = Statement(lambda: Session.objects.filter(session_key=Asked("key", TextField()), expire_date__gt=Now()).order_by())


class SessionStore(db.SessionStore):
    """Django's store."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.instances(Session, key=self.session_key)
        if not found:
            # As Django does with a key that opens nothing: the session begins anew, under another key.
            self._session_key = None
        return next(iter(found), None)
