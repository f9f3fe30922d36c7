"""What the house does with personal values by itself, every night."""

from linli.kernel import clock, jobs, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.personal import actions
from linli.kernel.personal.models import PersonalSearch
from linli.kernel.personal.rules import CHUNK, SEARCHES_KEPT_FOR


def expire(actor: Actor) -> None:
    """Blank a chunk of what is kept too long; come back while there may be more."""
    if actions.expire(actor) >= CHUNK:
        jobs.queue_for_subdistrict("personal.expire", actor.subdistrict_id, once=True)


def reencrypt(actor: Actor) -> None:
    """Encrypt a chunk with the key in use; come back while there may be more, and fail visibly over what no key opens."""
    walked = actions.reencrypt(actor)
    if walked.rewritten:
        # Also after a part of a chunk: what could not be opened is said only when nothing else is left to do.
        jobs.queue_for_subdistrict("personal.reencrypt", actor.subdistrict_id, once=True)
    elif walked.damaged:
        table, row = walked.damaged[0]
        raise Refused("personal.damaged", count=len(walked.damaged), table=table, row=row)


def reencrypt_everywhere() -> actions.Walked:
    """For the operator who does not wait for the night: every subdistrict, a transaction for each chunk, until nothing is left."""
    rewritten, damaged = 0, list[tuple[str, str]]()
    for actor in scope.each_subdistrict("personal.reencrypt"):
        walked = _chunk(actor)
        while walked.rewritten:
            rewritten += walked.rewritten
            walked = _chunk(actor)
        damaged += walked.damaged
    return actions.Walked(rewritten=rewritten, damaged=damaged)


def _chunk(actor: Actor) -> actions.Walked:
    with scope.scoped(actor):
        return actions.reencrypt(actor)


def sweep_searches(actor: Actor) -> None:
    """Forget searches by digits after half a year (Cybersecurity Law 网络安全法: records are kept for six months)."""
    PersonalSearch.objects.of(actor.subdistrict_id).filter(searched_at__lt=clock.now() - SEARCHES_KEPT_FOR).delete()


def register() -> None:
    """The nightly jobs; 19:00 UTC is 03:00 in the street."""
    jobs.register_periodic("personal.expire", "0 19 * * *", expire)
    jobs.register_periodic("personal.reencrypt", "20 19 * * *", reencrypt)
    jobs.register_periodic("personal.sweep_searches", "40 19 * * *", sweep_searches)
