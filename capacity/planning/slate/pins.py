"""Pinned candidacies that cannot be supported together."""

from capacity.planning.slate.layout import Layout


def conflict(layout: Layout) -> tuple[str, ...]:
    """Ids of pinned candidacies that cannot be supported together though any fewer of them can; empty when all can.

    There may be several such lists; which one is told depends on the ids alone.
    """
    pinned = {number for number, candidacy in enumerate(layout.candidacies) if candidacy.pinned}
    some = layout.broken(pinned)
    if some is None:
        return ()
    # Whoever is not needed for the contradiction is let go, the first in order first. What remains is needed: if it
    # could have gone at the end, it could have gone when it was tried, as fewer rows are broken by fewer candidacies.
    left = set(some)
    for number in some:
        if layout.broken(left - {number}) is not None:
            left.remove(number)
    return layout.ids(left)
