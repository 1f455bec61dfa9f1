"""The lines of an import's check: problems, and what would become of each candidacy."""

from django.utils.translation import gettext

from endorsements import wording
from endorsements.dossier_files.plan import Entry
from endorsements.dossier_files.problems import Problem
from endorsements.models.race import race_called

SHOWN_CHANGES = 10


def told(problem: Problem) -> dict[str, object]:
    """A problem: its row, its column's letter and header, and a sentence."""
    place = problem.place
    return {
        "row": place.row,
        "letter": place.letter,
        "header": place.header(gettext),
        "sentence": problem.told(gettext),
    }


def line(entry: Entry, red_lines: dict[str, str]) -> dict[str, object]:
    """A candidacy of the file: its race, and what its changed answers were and would be."""
    words = wording.words(entry.rulebook)
    replaced = [change for change in entry.changes if change.previous]
    changes = [
        {
            "name": words.name(change.fact, red_lines),
            "was": words.label(change.fact, change.previous.value),
            "value": words.label(change.fact, change.said.value),
            "same": change.previous.value == change.said.value,
        }
        for change in replaced[:SHOWN_CHANGES]
        if change.previous
    ]
    race = entry.race
    return {
        "entry": entry,
        "race": race_called(race.office, race.district),
        "election_on": wording.day(race.election_on),
        "new_race": race.pk is None,
        "changes": changes,
        "further": len(replaced) - len(changes),
    }
