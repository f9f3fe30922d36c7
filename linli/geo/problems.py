"""What can be wrong with coordinates and polygons, as codes and plain facts; the doors find the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Problem(StrEnum):
    """One code for each thing that a person may have to be told."""

    WRONG_SHAPE = "wrong_shape"
    NOT_FINITE = "not_finite"
    OUT_OF_RANGE = "out_of_range"
    SWAPPED = "swapped"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY_FEATURES = "too_many_features"
    TOO_MANY_VERTICES = "too_many_vertices"
    NOT_TEXT = "not_text"
    NOT_JSON = "not_json"
    NOT_GEOJSON = "not_geojson"
    NO_POLYGONS = "no_polygons"
    NO_FEATURES = "no_features"
    NOT_A_POLYGON = "not_a_polygon"
    RING_TOO_SHORT = "ring_too_short"
    LINE_TOO_SHORT = "line_too_short"
    MIXED_FORMS = "mixed_forms"
    NOT_A_NUMBER = "not_a_number"
    PROJECTED = "projected"
    EMPTY = "empty"
    TANGLED = "tangled"


class Repair(StrEnum):
    """What was put right without asking; each is told."""

    CLOSED = "closed"
    DUPLICATES_DROPPED = "duplicates_dropped"
    FLATTENED = "flattened"
    REORIENTED = "reoriented"
    UNTANGLED = "untangled"


class BadCoordinates(ValueError):
    """Points that no place on earth has; `index` is the first bad one, None where the whole array is wrong."""

    def __init__(self, code: Problem, index: int | None = None) -> None:
        super().__init__(f"{code} at {index}" if index is not None else str(code))
        self.code = code
        self.index = index


@dataclass(frozen=True, slots=True)
class Trouble:
    """One reason why a file is not taken: the code, the feature (from 1) with its name, and the facts of the sentence."""

    code: Problem
    feature: int | None = None
    name: str = ""
    facts: Mapping[str, str | int | float] = field(default_factory=dict)


class BadPolygons(ValueError):
    """A file of polygons that is refused whole; every trouble that was found stands in it."""

    def __init__(self, *troubles: Trouble) -> None:
        super().__init__("; ".join(f"{each.code} in {each.feature}" for each in troubles))
        self.troubles = troubles
