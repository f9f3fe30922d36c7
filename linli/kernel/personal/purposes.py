"""The closed list of what personal data may be kept for (Personal Information Protection Law 个人信息保护法, art. 6)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """Why a value is kept; a field names exactly one."""

    DUTY = "duty"
    DUTY_NOTICE = "duty_notice"
    PLACE_CONTACT = "place_contact"
    REPORTER_CONTACT = "reporter_contact"
    OFFICE_IN_BODY = "office_in_body"
    VOLUNTEER = "volunteer"
    SERVICE = "service"


WORDS: Final[Mapping[Purpose, str | Promise]] = {
    Purpose.DUTY: _("To reach a colleague for the work"),
    Purpose.DUTY_NOTICE: _("To tell the public who is on duty"),
    Purpose.PLACE_CONTACT: _("To reach the person in charge of a place"),
    Purpose.REPORTER_CONTACT: _("To answer the person who reported"),
    Purpose.OFFICE_IN_BODY: _("To know who holds an office in a residents' or merchants' body"),
    Purpose.VOLUNTEER: _("To agree on a volunteer's shifts and certify the hours"),
    Purpose.SERVICE: _("To give a service that was asked for"),
}
