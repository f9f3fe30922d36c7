"""The demo street as plain values: 兰亭街道 and its small neighbour 竹溪街道, both fictional, the same on every machine.

Nothing here reads a clock, a database or chance. What depends on the day (terms, the duty week) takes the day.
"""

from linli.config.street.committees import committees
from linli.config.street.model import StreetPlan
from linli.config.street.plans import digest, plan, plan_of_zhuxi
from linli.config.street.rota import rota

__all__ = ["StreetPlan", "committees", "digest", "plan", "plan_of_zhuxi", "rota"]
