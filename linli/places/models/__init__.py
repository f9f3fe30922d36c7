"""The rows of places."""

from linli.places.models.cards import ContactCard
from linli.places.models.contacts import PlaceContact
from linli.places.models.filters import PlaceFilter
from linli.places.models.imports import PlaceImport, PlaceImportRow, PlaceImportTrouble, PlaceMapping
from linli.places.models.periods import PlacePeriod
from linli.places.models.places import Place, PlaceLikeness, PlacePaper, PlaceStage, PlaceTag

__all__ = [
    "ContactCard",
    "Place",
    "PlaceContact",
    "PlaceFilter",
    "PlaceImport",
    "PlaceImportRow",
    "PlaceImportTrouble",
    "PlaceLikeness",
    "PlaceMapping",
    "PlacePaper",
    "PlacePeriod",
    "PlaceStage",
    "PlaceTag",
]
