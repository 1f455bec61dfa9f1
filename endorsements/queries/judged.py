"""Dossiers judged many at a time: a cycle's answers packed by the database, and what the board shows of a judgement."""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import CharField, StringAgg, Value
from django.db.models.functions import Concat

from endorsements import rules
from endorsements.queries.dossiers import RED_LINE, explained


@dataclass(frozen=True, slots=True)
class Judged:
    """What the board shows of a judgement. Red lines by their slugs; `problem` says why it could not be judged.

    `incumbent` and `mass`: whether the dossier bears out an incumbent's or a mass race's exception from the slate.
    """

    verdict: str = ""
    kind: str = ""
    open_facts: tuple[str, ...] = ()
    crossed: tuple[str, ...] = ()
    problem: str = ""
    incumbent: bool = False
    mass: bool = False


NOT_JUDGED = Judged()
INCUMBENT = ("endorsed_incumbent", "worked_with_chapter")
PROMINENT = ("visible", "contest_over_direction", "class_lines_legible")


@lru_cache(maxsize=8192)
def judged(rulebook: str, packed: str, red_lines: tuple[str, ...]) -> Judged:
    """Judge answers packed as `fact=value fact=value …` against the red lines (slugs) in force.

    Pure, and therefore remembered: a dossier that did not change is not judged again.
    """
    values = dict(pair.split("=", 1) for pair in packed.split(" ")) if packed else {}
    try:
        found = explained(rulebook, values, red_lines)
    except (rules.UnknownRulebook, rules.InvalidAnswer) as error:
        return Judged(problem=str(error))
    crossed = tuple(line for line in red_lines if values.get(RED_LINE + line) == "crosses")
    incumbent, mass = (all(values.get(fact) == "yes" for fact in facts) for facts in (INCUMBENT, PROMINENT))
    return Judged(str(found.verdict), str(found.kind), found.open_facts, crossed, incumbent=incumbent, mass=mass)


PACKED = StringAgg(Concat("fact", Value("="), "value", output_field=CharField()), Value(" "))
"""Answers as `judged` takes them: the database puts them together, which at 500 dossiers halves the time. In what order
they are put does not matter to the judgement."""
