"""A text message by a gateway of one's own: the protocol is ours, signed, and written down in docs/guides/channels.md."""

from typing import Final

from linli.kernel import outbound
from linli.notices.carriers.meaning import Account, Message, Outcome, as_json, ask

# What the gateway says is wrong with the message itself, and stays wrong.
FINAL: Final = frozenset({"BAD_PHONE", "BAD_TEMPLATE", "BAD_SIGNATURE", "FORBIDDEN"})


def send(account: Account, message: Message) -> Outcome:
    """Hand it over; the gateway answers {"code": "OK"}, or what is wrong."""
    said = {"id": str(message.id), "to": message.phone, "template": account.template, "text": message.text}
    body = as_json(said)
    headers = {**outbound.signed_headers(account.secret, str(message.id), body, message.at), "Linli-User": account.user}
    outcome, answer = ask(account.address, body, headers)
    code = answer.get("code")
    if not isinstance(code, str):
        return outcome if not outcome.is_delivered else Outcome("unreadable")
    known = f"code_{code}"[:40] if code.replace("_", "").isalnum() and code.isascii() else "unreadable"
    is_delivered = outcome.is_delivered and code == "OK"
    return Outcome(known, is_delivered, is_final=code in FINAL, retry_after_s=outcome.retry_after_s)
