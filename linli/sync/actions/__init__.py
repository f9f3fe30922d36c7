"""Every write of what phones bring along."""


def kinds_known() -> None:
    """Let every room say which kinds of commands it takes, and which rows go along; once, at start-up."""
    from linli.sync.actions import campaigns, cards, notes, patrols, tickets, visits
    from linli.sync.queries import going_round, patrols_along, taken_along

    # Named so that nobody takes the imports away: each module registers its kinds when it is read.
    _ = campaigns, cards, notes, patrols, tickets, visits, going_round, patrols_along, taken_along
