"""The closed lists of places, with the words people read."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules import kinds as org

NAME_LIMIT: Final = 120
ADDRESS_LIMIT: Final = 200
NOTE_LIMIT: Final = 500
TAG_LIMIT: Final = 20
TAGS_AT_MOST: Final = 20
CONTACT_NAME_LIMIT: Final = 40
PHONE_LIMIT: Final = 40
NUMBER_LIMIT: Final = 60
TITLE_LIMIT: Final = 80
# Keys are written in the plain forms of their characters, which may be several for one.
KEY_LIMIT: Final = 400
# What a map can be wrong by and still name a place.
ACCURACY_AT_MOST_M: Final = 10_000.0


class Kind(org.Kind):
    """What a place is."""

    SHOP = "shop", gettext_noop("Shop")
    RESTAURANT = "restaurant", gettext_noop("Eatery")
    MALL = "mall", gettext_noop("Mall or market")
    OFFICE = "office", gettext_noop("Office")
    BUILDING = "building", gettext_noop("Office building")
    SCHOOL = "school", gettext_noop("School or kindergarten")
    TRAINING = "training", gettext_noop("Training school")
    CLINIC = "clinic", gettext_noop("Hospital or clinic")
    ELDERLY_CARE = "elderly_care", gettext_noop("Home for the elderly")
    HOTEL = "hotel", gettext_noop("Hotel or lodging")
    COURIER_STATION = "courier_station", gettext_noop("Parcel station")
    SERVICE_STATION = "service_station", gettext_noop("Service station")
    METRO_STATION = "metro_station", gettext_noop("Metro station")
    SITE = "site", gettext_noop("Building site")
    COMPOUND = "compound", gettext_noop("Residential compound")
    PUBLIC_SPACE = "public_space", gettext_noop("Public space")
    FACILITY = "facility", gettext_noop("Filling station, cash machine or other facility")
    VACANT_UNIT = "vacant_unit", gettext_noop("Vacant unit")
    OTHER = "other", gettext_noop("Another place")


class Stage(org.Kind):
    """Where a place stands in its life; each stage has the day on which it began."""

    PLANNED = "planned", gettext_noop("Planned")
    FITTING_OUT = "fitting_out", gettext_noop("Being fitted out")
    OPEN = "open", gettext_noop("In operation")
    SUSPENDED = "suspended", gettext_noop("Closed for a time")
    CLOSED = "closed", gettext_noop("Closed for good")
    VACANT = "vacant", gettext_noop("Standing empty")


class ContactRole(org.Kind):
    """Who somebody is at a place."""

    IN_CHARGE = "in_charge", gettext_noop("In charge")
    SHIFT_LEADER = "shift_leader", gettext_noop("Leads the shift")
    STAFF = "staff", gettext_noop("Works there")
    SAFETY = "safety", gettext_noop("Answers for safety")
    PROPERTY = "property", gettext_noop("Looks after the building")
    LETTER = "letter", gettext_noop("Lets the rooms")


class ContactPurpose(org.Kind):
    """What somebody left a number for; it is used for nothing else."""

    EVERYDAY = "everyday", gettext_noop("Everyday matters")
    EMERGENCY = "emergency", gettext_noop("Emergencies only")
    NEWS = "news", gettext_noop("News and policies")


class PaperKind(org.Kind):
    """What a line of the dossier 一店一档 is about."""

    LICENCE = "licence", gettext_noop("Licence")
    PREPAID = "prepaid", gettext_noop("Prepaid scheme")
    EQUIPMENT = "equipment", gettext_noop("Special equipment")
    FRONTAGE = "frontage", gettext_noop("Frontage duty")
    PACT = "pact", gettext_noop("Pact")
    JOINT_VISIT = "joint_visit", gettext_noop("Joint visit")
