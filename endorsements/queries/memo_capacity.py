"""What a memo says of capacity: plain strings in the reader's language, to be frozen with the rest of it."""

import datetime as dt
from typing import Any

from endorsements.models import Candidacy
from endorsements.queries.field import field_for
from endorsements.queries.field_proposal import supplied
from endorsements.queries.field_standing import stands
from endorsements.queries.field_words import Figure, judged, parameters, sentences, summary
from endorsements.wording import day


def _rows(figures: list[Figure]) -> list[dict[str, str]]:
    return [{"name": each.name, "text": each.text, "source": each.source, "whose": each.whose} for each in figures]


def capacity_content(candidacy: Candidacy, on: dt.date) -> dict[str, Any] | None:
    """Return the figures, what is to be said of them and the standing as of a day; None without a field plan.

    At most 13 queries, or one without a plan. The candidacy comes with `race.cycle.chapter` fetched.
    """
    field = field_for(candidacy)
    if field is None:
        return None
    need = field.need
    standing = stands(candidacy, on)
    return {
        "as_of": day(on),
        "figures": _rows([*summary(need), *supplied(field)]),
        "parameters": _rows([*parameters(need), *judged(need.plan)]),
        "sentences": sentences(need),
        "standing": {
            "code": standing.code,
            "word": standing.word,
            "says": [each for each in (standing.says, standing.period, standing.advises) if each],
            "source": standing.source,
        },
        "exception": need.plan.exception_reason if need.plan.exception else "",
    }
