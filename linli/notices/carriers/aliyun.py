"""A text message by Aliyun's SendSms (version 2017-05-25), signed by its RPC signature: HMAC-SHA1 over the sorted parameters."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Final
from urllib.parse import quote

from linli.notices.carriers.meaning import BUSY_SECONDS, Account, Message, Outcome, ask

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
# A variable of a template holds no more than this.
VALUE_CHARACTERS: Final = 35
BUSY: Final = ("isv.BUSINESS_LIMIT_CONTROL", "Throttling", "ServiceUnavailable", "isp.SYSTEM_ERROR", "InternalError")
FINAL: Final = (
    *("SignatureDoesNotMatch", "InvalidAccessKeyId", "Forbidden", "IncompleteSignature", "SignatureNonceUsed"),
    *("isv.MOBILE_NUMBER_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL", "isv.SMS_SIGNATURE_ILLEGAL", "isv.TEMPLATE_MISSING_PARAMETERS"),
    *("isv.INVALID_PARAMETERS", "isv.INVALID_JSON_PARAM", "isv.OUT_OF_SERVICE", "isv.AMOUNT_NOT_ENOUGH"),
)


def send(account: Account, message: Message) -> Outcome:
    """Hand it over; the template says “${text}” where the sentence stands."""
    said = {
        "AccessKeyId": account.user,
        "Action": "SendSms",
        "Format": "JSON",
        "OutId": str(message.id),
        "PhoneNumbers": message.phone,
        "SignName": account.signature,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": f"{message.id}-{int(message.at.timestamp() * 1_000_000)}",
        "SignatureVersion": "1.0",
        "TemplateCode": account.template,
        "TemplateParam": json.dumps({"text": message.text[:VALUE_CHARACTERS]}, ensure_ascii=False),
        "Timestamp": message.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Version": "2017-05-25",
    }
    outcome, answer = ask(account.address, f"Signature={_quoted(signature(account.secret, said))}&{_query(said)}".encode(), FORM)
    code = answer.get("Code")
    if not isinstance(code, str):
        return outcome if not outcome.is_delivered else Outcome("unreadable")
    if code == "OK" and outcome.is_delivered:
        return Outcome("OK", is_delivered=True)
    known = next((each for each in (*FINAL, *BUSY) if code.startswith(each)), "code_unknown")
    return Outcome(known, is_final=known in FINAL, retry_after_s=BUSY_SECONDS if known in BUSY else outcome.retry_after_s)


def signature(secret: str, said: Mapping[str, str]) -> str:
    """The mark of these parameters, sent by POST."""
    text = f"POST&{_quoted('/')}&{_quoted(_query(said))}"
    mark = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1)
    return base64.b64encode(mark.digest()).decode()


def _query(said: Mapping[str, str]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(said[name])}" for name in sorted(said))


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
