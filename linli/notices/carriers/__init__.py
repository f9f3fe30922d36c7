"""The ways in which a message leaves the house besides letters: one interface, and one module for each that is read when first used."""

from importlib import import_module
from typing import Final

from linli.notices.carriers.meaning import Account, Carrier, Message, Outcome
from linli.notices.rules import CarrierKind

__all__ = ["Account", "Carrier", "Message", "Outcome", "carrier_for"]

_MODULES: Final = {
    CarrierKind.WECOM: "wecom",
    CarrierKind.DINGTALK: "dingtalk",
    CarrierKind.SMS: "gateway",
    CarrierKind.ALIYUN: "aliyun",
    CarrierKind.WEBHOOK: "hook",
}


def carrier_for(kind: CarrierKind) -> Carrier:
    """What speaks this protocol."""
    found: Carrier = import_module(f"{__name__}.{_MODULES[kind]}")
    return found
