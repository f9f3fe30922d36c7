"""A system of the unit's own: the sentence as JSON, signed as every webhook of the house is."""

from linli.kernel import outbound
from linli.notices.carriers.meaning import Account, Message, Outcome, as_json, ask


def send(account: Account, message: Message) -> Outcome:
    """Hand it over; any 2xx took it."""
    body = as_json({"id": str(message.id), "event": "notice", "at": message.at.isoformat(), "text": message.text})
    outcome, _ = ask(account.address, body, outbound.signed_headers(account.secret, str(message.id), body, message.at))
    return outcome
