"""Small problems, as the published form has them, close together so that weeks, seats and ties matter."""

from datetime import date, timedelta

from hypothesis import strategies as st

MONDAY = date(2026, 3, 2)
RANKS = ("incumbent", "cadre", "class-struggle")


def _day(offset: int) -> str:
    return (MONDAY + timedelta(days=offset)).isoformat()


@st.composite
def problems(draw, most: int = 7, pinned: float = 0.15, unit: int = 1) -> dict:
    """A problem of up to `most` candidacies in up to five weeks; doors are small multiples of `unit`, or near them."""
    weeks = draw(st.integers(1, 5))
    few = draw(st.booleans())  # few different figures make ties
    doors = st.sampled_from((0, 2, 3)) if few else st.integers(0, 9)
    doors = doors if unit == 1 else st.builds(lambda many, more: many * unit + more, doors, st.integers(0, 3))
    chance = st.sampled_from((0, 500, 1000)) if few else st.integers(0, 1000)
    count = draw(st.sampled_from((0, 1, *range(2, most + 1), *range(4, most + 1))))
    ids = draw(st.lists(st.text("abcÄ", min_size=1, max_size=3), min_size=count, max_size=count, unique=True))
    pins = st.sampled_from([number >= pinned * 20 for number in range(20)]).map(lambda free: not free)
    candidacies = []
    for id in ids:
        since = draw(st.integers(-8, 7 * weeks))
        candidacies.append({
            "id": id,
            "seat": draw(st.sampled_from("stuvwxyz")),
            "rank": draw(st.sampled_from(RANKS)),
            "doors": draw(doors),
            "from": _day(since),
            "until": _day(since + draw(st.integers(1, 30))),
            "win_chance_permille": draw(chance),
            "weight": draw(st.integers(1, 1 if few else 5)),
            "pinned": draw(pins),
            "exception": draw(st.sampled_from((None, None, None, None, "mass-race", "incumbent"))),
        })  # fmt: skip
    problem = {
        "weeks": [{"start": _day(7 * number), "doors": draw(doors) * 2} for number in range(weeks)],
        "seats": draw(st.dictionaries(st.sampled_from("stuvwxyz"), st.integers(0, 3), max_size=3)),
        "candidacies": candidacies,
    }
    groups = draw(st.sampled_from((None, [["cadre"], ["incumbent", "class-struggle"]], [list(RANKS)])))
    return problem if groups is None else problem | {"ranks": groups}
