"""What the house knows already, as a form may ask for it: one code for each answer that needs nobody to be asked."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop

from linli.forms.rules.kinds import Subject
from linli.org.rules.kinds import Kind


class Fact(Kind):
    """One thing that is known of a place, a grid or the subdistrict."""

    ROW_NUMBER = "row_number", gettext_noop("Number of the row")
    STREET = "street", gettext_noop("Name of the subdistrict")
    FILLED_ON = "filled_on", gettext_noop("Day on which it is filled")
    PLACE_NAME = "place_name", gettext_noop("Name of the place")
    PLACE_KIND = "place_kind", gettext_noop("Kind of the place")
    PLACE_ADDRESS = "place_address", gettext_noop("Address of the place")
    PLACE_STAGE = "place_stage", gettext_noop("Whether the place is in operation")
    PLACE_STAGE_ON = "place_stage_on", gettext_noop("Since when it is so")
    PLACE_POINT = "place_point", gettext_noop("Longitude and latitude of the place")
    PLACE_LON = "place_lon", gettext_noop("Longitude of the place")
    PLACE_LAT = "place_lat", gettext_noop("Latitude of the place")
    BUSINESS_LICENCE = "business_licence", gettext_noop("Number of the business licence")
    FOOD_LICENCE = "food_licence", gettext_noop("Number of the food licence")
    LAST_VISIT_ON = "last_visit_on", gettext_noop("Last visit to the place")
    CONTACT_NAME = "contact_name", gettext_noop("Name of who is in charge there")
    CONTACT_PHONE = "contact_phone", gettext_noop("Phone of who is in charge there")
    GRID_NAME = "grid_name", gettext_noop("Name of the grid")
    GRID_CODE = "grid_code", gettext_noop("Code of the grid")
    GRID_KIND = "grid_kind", gettext_noop("Kind of the grid")
    GRID_PARENT = "grid_parent", gettext_noop("Grid above it")
    GRID_WORKER = "grid_worker", gettext_noop("Who answers for the grid")
    GRID_WORKER_PHONE = "grid_worker_phone", gettext_noop("Work phone of who answers for the grid")
    PLACES = "places", gettext_noop("How many places")
    SHOPS = "shops", gettext_noop("How many shops")
    RESTAURANTS = "restaurants", gettext_noop("How many eateries")
    COMPOUNDS = "compounds", gettext_noop("How many residential compounds")
    BUILDINGS = "buildings", gettext_noop("How many office buildings")
    SCHOOLS = "schools", gettext_noop("How many schools")
    VACANT_UNITS = "vacant_units", gettext_noop("How many vacant units")
    GRIDS = "grids", gettext_noop("How many grids")
    VISITS = "visits", gettext_noop("Visits in the period")
    TICKETS = "tickets", gettext_noop("Tickets that came in within the period")
    SETTLED = "settled", gettext_noop("Tickets that ended within the period")


# Nobody's name or number leaves the house for a form whose ground does not name it.
PERSONAL: Final = frozenset({Fact.CONTACT_NAME, Fact.CONTACT_PHONE})

_ANY: Final = (Fact.ROW_NUMBER, Fact.STREET, Fact.FILLED_ON)
_GRID: Final = (Fact.GRID_NAME, Fact.GRID_CODE, Fact.GRID_KIND, Fact.GRID_PARENT, Fact.GRID_WORKER, Fact.GRID_WORKER_PHONE)
_COUNTS: Final = (
    *(Fact.PLACES, Fact.SHOPS, Fact.RESTAURANTS, Fact.COMPOUNDS, Fact.BUILDINGS, Fact.SCHOOLS, Fact.VACANT_UNITS, Fact.GRIDS),
    *(Fact.VISITS, Fact.TICKETS, Fact.SETTLED),
)
_PLACE: Final = tuple(fact for fact in Fact if fact not in {*_ANY, *_GRID, *_COUNTS})
# What is known of one row.
OF: Final[Mapping[Subject, tuple[Fact, ...]]] = {
    Subject.PLACE: (*_ANY, *_PLACE, *_GRID),
    Subject.GRID: (*_ANY, *_GRID, *_COUNTS),
    Subject.STREET: (*_ANY, *_COUNTS),
}
