"""Random dossiers as flat answers: fact id → answer, red lines as `red_lines.<id>`."""

from itertools import product

from hypothesis import strategies as st

from tests.rules import naive

FACTS = [*naive.TRI, *naive.CHOICES]
GOOD = {
    "branch": "legislative", "contest": "partisan-primary", "ballot_line": "democratic",
    "symbolic": "no", "conservative_area": "no",
}  # fmt: skip


@st.composite
def dossiers(draw, max_unknown=8):
    """At most `max_unknown` unknown facts, the rest leaning to what is endorsable, so that every verdict is common."""
    lines = [
        f"red_lines.{id}"
        for id in draw(st.lists(st.sampled_from(["b", "a", "Z", "é", "a b"]), unique=True, max_size=3))
    ]
    facts = FACTS + lines
    unknown = set(draw(st.lists(st.sampled_from(facts), unique=True, max_size=max_unknown)))
    different = set(draw(st.lists(st.sampled_from(facts), unique=True, max_size=5)))
    dossier = {}
    for fact in facts:
        if fact in unknown:
            dossier[fact] = "unknown"
        elif fact in different:
            dossier[fact] = draw(st.sampled_from(naive.answers(fact)))
        else:
            dossier[fact] = GOOD.get(fact, naive.answers(fact)[0])
    return dossier


anything = st.fixed_dictionaries({fact: st.sampled_from([*naive.answers(fact), "unknown"]) for fact in FACTS})
"""Any answer to any fact, with no lean, and no red line."""


def around_red_lines():
    """Every combination of up to three red lines' answers where all else is settled, or nearly."""
    endorsable = {fact: GOOD.get(fact, naive.answers(fact)[0]) for fact in FACTS} | {"coheres_left_labor": "no"}
    for size in range(4):
        for values in product(["holds", "crosses", "unknown"], repeat=size):
            lines = {f"red_lines.{id}": value for id, value in zip("baZ", values, strict=False)}
            for change in ({}, {"rooted": "no"}, {"coheres_left_labor": "yes"}, {"solicited": "unknown"}):
                yield endorsable | lines | change


def split(dossier):
    """A flat dossier as the engine takes it: answers, and red lines by id."""
    prefix = "red_lines."
    lines = {fact.removeprefix(prefix): value for fact, value in dossier.items() if fact.startswith(prefix)}
    return {fact: value for fact, value in dossier.items() if not fact.startswith(prefix)}, lines
