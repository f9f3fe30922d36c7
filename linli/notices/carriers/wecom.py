"""A group robot of WeCom 企业微信群机器人: POST {"msgtype": "text", …} to the address with its key (its document 91770)."""

from typing import Final

from linli.notices.carriers.meaning import JSON, Account, Message, Outcome, as_json, ask, judged

# The text has at most 2048 bytes of UTF-8.
TEXT_BYTES: Final = 2_048
# 45009: more than 20 messages a minute; -1: the system is busy.
BUSY: Final = frozenset({45009, -1})
# 93000: no such robot; 40008, 44004: the message is none; 40058: a parameter is wrong; 60020: our address is not trusted.
FINAL: Final = frozenset({93000, 40008, 44004, 40058, 60020})


def send(account: Account, message: Message) -> Outcome:
    """Say it in the group."""
    text = message.text.encode()[:TEXT_BYTES].decode(errors="ignore")
    outcome, said = ask(account.address, as_json({"msgtype": "text", "text": {"content": text}}), JSON)
    return judged(outcome, said, busy=BUSY, final=FINAL)
