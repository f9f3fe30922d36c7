"""A notice as a letter: little in it, because it leaves the house; what it is about opens by the link."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext, override

from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.notices import actions
from linli.notices.models import Notice
from linli.notices.queries import Letter, address_for

DOMAIN: Final = "linli.invalid"


def written(actor: Actor, letter: Letter) -> EmailMessage:
    """The letter in its reader's language; the same notice always has the same number, so that two copies are known as one."""
    street = Subdistrict.objects.values("code", "name").get(pk=actor.subdistrict_id)
    token = actions.make_way_in(actor, letter.notice) if letter.may_carry_way_in else ""
    with override(letter.language):
        sentence = letter.notice.sentence
        subject = gettext("[{street}] {sentence}").format(street=street["name"], sentence=sentence)
        body = "\n\n".join([sentence, *_way(street["code"], token), gettext("Nobody reads answers to this letter.")])
    headers = {"Message-ID": f"<{letter.notice.pk}@{DOMAIN}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, settings.LINLI_MAIL_FROM, [letter.address], headers=headers)


def digest_for(actor: Actor, account_id: UUID, notices: Sequence[Notice]) -> EmailMessage | None:
    """One letter with everything that was held back; None for who has left or has no address any more."""
    letter = address_for(actor, account_id)
    if letter is None:
        return None
    address, language, may_carry_way_in = letter
    street = Subdistrict.objects.values("code", "name").get(pk=actor.subdistrict_id)
    # The link opens the ticket where all of it is about one, and the list of notices else.
    abouts = {each.about for each in notices}
    token = actions.make_way_in_to(actor, account_id, abouts.pop() if len(abouts) == 1 else "notices") if may_carry_way_in else ""
    with override(language):
        subject = gettext("[{street}] {number} notices").format(street=street["name"], number=len(notices))
        lines = "\n".join(f"{place}. {each.sentence}" for place, each in enumerate(notices, 1))
        body = "\n\n".join([lines, *_way(street["code"], token), gettext("Nobody reads answers to this letter.")])
    headers = {"Message-ID": f"<{notices[-1].pk}.digest@{DOMAIN}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, settings.LINLI_MAIL_FROM, [address], headers=headers)


def _way(code: str, token: str) -> list[str]:
    if not token:
        return [gettext("Sign in to look at it: {address}").format(address=f"{settings.LINLI_ADDRESS}/d/{code}/notices/")]
    return [
        gettext("Open it here: {address}").format(address=f"{settings.LINLI_ADDRESS}/d/{code}/way-in/{token}"),
        gettext("The link works once, within seven days, and for you alone. Give it to nobody."),
    ]
