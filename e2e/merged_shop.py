"""Says in a demo's street that one shop is another one, as the office does at its desk.

Run inside the house: `python -m e2e.merged_shop NAME INTO_NAME`.
"""

import sys

from linli.config.cli import house

STREET = "lanting"


def main(name: str, into: str) -> int:
    """Merge the one into the other."""
    house.open_keys()
    house.open_house("web")
    from linli.kernel import scope
    from linli.kernel.actor import Actor
    from linli.org.queries.notice import street_of
    from linli.places.actions.merging import merge
    from linli.places.models import Place

    actor = Actor.system("demo.round", street_of(STREET).id)
    with scope.scoped(actor):
        ids = dict(Place.objects.of(actor.subdistrict_id).filter(name__in=(name, into)).values_list("name", "pk"))
        merge(actor, ids[name], into_id=ids[into], why="同一家店登记了两次")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
