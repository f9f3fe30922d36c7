"""A group robot of DingTalk 钉钉自定义机器人, signed 加签: timestamp and HMAC-SHA256 beside the access token in the address."""

import base64
import hashlib
import hmac
from typing import Final
from urllib.parse import urlencode

from linli.notices.carriers.meaning import JSON, Account, Message, Outcome, as_json, ask, judged

TEXT_CHARACTERS: Final = 2_000
# 130101: more than 20 messages a minute; 410100 the same of another gateway; -1: the system is busy.
BUSY: Final = frozenset({130101, 410100, -1})
# 310000: signature, keyword or our address does not fit; 300001, 400101, 40035: no such robot, or no message.
FINAL: Final = frozenset({310000, 300001, 400101, 400102, 40035})


def send(account: Account, message: Message) -> Outcome:
    """Say it in the group; without a secret the robot is told apart by its keyword, which the house's name is."""
    body = {"msgtype": "text", "text": {"content": message.text[:TEXT_CHARACTERS]}, "at": {"isAtAll": False}}
    outcome, said = ask(f"{account.address}{_signed(account, message)}", as_json(body), JSON)
    return judged(outcome, said, busy=BUSY, final=FINAL)


def _signed(account: Account, message: Message) -> str:
    if not account.secret:
        return ""
    moment = str(int(message.at.timestamp() * 1_000))
    mark = hmac.new(account.secret.encode(), f"{moment}\n{account.secret}".encode(), hashlib.sha256).digest()
    between = "&" if "?" in account.address else "?"
    return f"{between}{urlencode({'timestamp': moment, 'sign': base64.b64encode(mark).decode()})}"
