"""The whole plans, and the digest that shows they are the same bytes everywhere."""

import json
from dataclasses import asdict
from functools import cache
from hashlib import sha256

from linli.config.street import land, zhuxi
from linli.config.street.compounds import compounds, fabric
from linli.config.street.duties import duties, task_forces
from linli.config.street.grids import grids
from linli.config.street.model import Ground, StreetPlan
from linli.config.street.people import people
from linli.config.street.posts import holdings, posts
from linli.config.street.units import units


@cache
def plan() -> StreetPlan:
    """兰亭街道, all of it."""
    return StreetPlan(
        code=land.CODE,
        name=land.NAME,
        ground=Ground(
            outline=land.outline(),
            streets=land.streets(),
            rivers=land.rivers(),
            railways=land.railways(),
            metros=land.metros(),
            compounds=compounds(),
            landmarks=land.landmarks(),
            fabric=fabric(),
        ),
        grids=grids(),
        units=units(),
        posts=posts(),
        people=people(),
        holdings=holdings(),
        duties=duties(),
        task_forces=task_forces(),
    )


@cache
def plan_of_zhuxi() -> StreetPlan:
    """竹溪街道, the small one."""
    return zhuxi.plan()


def digest(street: StreetPlan) -> str:
    """The SHA-256 of the plan as canonical JSON."""
    text = json.dumps(asdict(street), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
