"""From rows to the rules: current answers, red lines in force, and the judgement of them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db.models import Q, QuerySet

from chapters.models import Chapter, RedLineVersion
from chapters.prepared import Prepared, PreparedObjects
from endorsements import rules
from endorsements.models import Answer

RED_LINE = "red_lines."


def _in_force(chapter: int, on: dt.date) -> QuerySet[RedLineVersion]:
    current = RedLineVersion.objects.filter(red_line__chapter=chapter, is_current=True, in_force_from__lte=on)
    until = Q(in_force_until__isnull=True) | Q(in_force_until__gt=on)
    return current.filter(until).select_related("red_line").order_by("red_line__slug")


_IN_FORCE = PreparedObjects[RedLineVersion](_in_force, int, dt.date)
_TITLES = Prepared(lambda chapter, on: _in_force(chapter, on).values_list("red_line__slug", "title"), int, dt.date)


def red_lines_in_force(chapter: Chapter, on: dt.date) -> list[RedLineVersion]:
    """Return the current versions of the red lines in force on a day, with these, by their slug. One query."""
    return _IN_FORCE.objects(chapter.pk, on)


def titles_in_force(chapter: Chapter, on: dt.date) -> dict[str, str]:
    """Return the slugs, sorted, and titles of the chapter's red lines in force on a day. One query."""
    return dict(_TITLES(chapter.pk, on))


def current_values(candidacies: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return fact → value of each candidacy's current answers, red lines as `red_lines.<slug>`. One query."""
    values: dict[int, dict[str, str]] = {pk: {} for pk in candidacies}
    rows = Answer.objects.filter(candidacy__in=list(values), is_current=True).order_by()
    for candidacy, fact, value in rows.values_list("candidacy_id", "fact", "value"):
        values[candidacy][fact] = value
    return values


def explained(rulebook_id: str, values: Mapping[str, str], red_lines: Iterable[str]) -> rules.Explanation:
    """Judge a dossier's values against the red lines (slugs) in force, with everything that explains it.

    Raises `rules.UnknownRulebook` when the dossier names a rulebook this version does not have.
    """
    facts = tuple(sorted((fact, value) for fact, value in values.items() if not fact.startswith(RED_LINE)))
    lines = tuple((slug, values.get(RED_LINE + slug, "unknown")) for slug in sorted(red_lines))
    return _explained(rulebook_id, facts, lines)


@lru_cache(maxsize=4096)
def _explained(
    rulebook_id: str, facts: tuple[tuple[str, str], ...], lines: tuple[tuple[str, str], ...]
) -> rules.Explanation:
    # Judging is a pure function of these three, so that the same dossier need not be judged twice by one process.
    return rules.explain(rules.rulebook(rulebook_id), dict(facts), dict(lines))
