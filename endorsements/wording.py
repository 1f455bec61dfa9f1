"""The rules' ids in words, in the reader's language: verdicts, kinds, values, criteria and the facts' short names."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from endorsements import rules
from endorsements.rules import FACTS, FACTS_BY_ID, FactGroup, Kind, Verdict
from endorsements.rules.wording import gettext_noop

RED_LINE = "red_lines."

VERDICTS = {str(verdict): title for verdict, title in rules.VERDICT_TITLES.items()}
KINDS = {str(kind): title for kind, title in rules.KIND_TITLES.items()}
SHORT_NAMES = {
    "solicited": gettext_noop("asked for the endorsement"),
    "member": gettext_noop("DSA member"),
    "open_socialist": gettext_noop("openly a democratic socialist"),
    "rooted": gettext_noop("rooted in the chapter"),
    "accountable": gettext_noop("accountable and disciplined"),
    "sio_commitment": gettext_noop("commitment to Socialists in Office"),
    "endorsed_incumbent": gettext_noop("endorsed incumbent"),
    "worked_with_chapter": gettext_noop("worked with the chapter in office"),
    "labor_against_capital": gettext_noop("labor against capital"),
    "coheres_left_labor": gettext_noop("brings left and labor together"),
    "polarizes_by_class": gettext_noop("polarizes by class"),
    "visible": gettext_noop("public visibility"),
    "contest_over_direction": gettext_noop("contest over direction"),
    "class_lines_legible": gettext_noop("legible class lines"),
    "branch": gettext_noop("kind of office"),
    "symbolic": gettext_noop("symbolic office"),
    "viable_path": gettext_noop("viable path to victory"),
    "socialist_governance": gettext_noop("socialist pole or governance"),
    "contest": gettext_noop("kind of contest"),
    "ballot_line": gettext_noop("ballot line"),
    "conservative_area": gettext_noop("conservative terrain"),
    "independent_exception": gettext_noop("recorded exception for an independent bid"),
}
GROUPS = {
    FactGroup.CANDIDATE: gettext_noop("The candidate"),
    FactGroup.CAMPAIGN: gettext_noop("The campaign"),
    FactGroup.RACE: gettext_noop("The race"),
}
ASPECTS = {
    "class_alignment": gettext_noop("Class alignment"),
    "left_labor_bloc": gettext_noop("A left-labor bloc"),
    "material_gains": gettext_noop("Material gains for the working class"),
    "organizing_in_office": gettext_noop("Organizing the candidate in office"),
    "votes_against": gettext_noop("Votes against the chapter's position"),
    "internal_conflict": gettext_noop("Conflict inside the organization"),
    "public_conflict": gettext_noop("Public conflict with the organization"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Everything above, translated once a language."""

    verdicts: dict[str, str]
    kinds: dict[str, str]
    names: dict[str, str]
    questions: dict[str, str]
    helps: dict[str, str]
    labels: dict[str, dict[str, str]]
    criteria: dict[str, tuple[str, str]]
    red_line_labels: dict[str, str]

    def label(self, fact: str, value: str) -> str:
        """Return a fact's or red line's value in words; a value that no rulebook knows comes back as it is."""
        labels = self.red_line_labels if fact.startswith(RED_LINE) else self.labels.get(fact, {})
        return labels.get(value, value)

    def name(self, fact: str, red_lines: dict[str, str]) -> str:
        """Return a fact's short name; a red line's is its title in `red_lines` (slug → title)."""
        if fact.startswith(RED_LINE):
            slug = fact.removeprefix(RED_LINE)
            return red_lines.get(slug, slug)
        return self.names.get(fact, fact)


@lru_cache(maxsize=32)
def _words(_language: str | None, rulebook_id: str) -> Words:
    unknown = _("Unknown")
    return Words(
        verdicts={verdict: _(title) for verdict, title in VERDICTS.items()},
        kinds={kind: _(title) for kind, title in KINDS.items()},
        names={fact: _(name) for fact, name in SHORT_NAMES.items()},
        questions={fact.id: _(fact.question) for fact in FACTS},
        helps={fact.id: _(fact.help) for fact in FACTS if fact.help},
        labels={fact.id: {value: _(fact.label(value)) for value in fact.values} for fact in FACTS},
        criteria={c.code: (_(c.title), _(c.sentence)) for c in rules.rulebook(rulebook_id).criteria},
        red_line_labels={
            "holds": pgettext("a red line", "Holds"),
            "crosses": pgettext("a red line", "Crosses"),
            "unknown": unknown,
        },
    )


def words(rulebook_id: str = rules.CAES_2026.id) -> Words:
    """Return the words of a rulebook in the active language. Raises `rules.UnknownRulebook`."""
    return _words(get_language(), rulebook_id)


def verdict(value: str) -> str:
    """Return a verdict in words; ValueError when there is none of that id."""
    return _(VERDICTS[Verdict(value)])


def kind(value: str) -> str:
    """Return a campaign's kind in words; ValueError when there is none of that id."""
    return _(KINDS[Kind(value)])


def fact_name(fact: str) -> str:
    """Return a fact's short name; an id that is not a fact's comes back as it is."""
    return _(SHORT_NAMES[fact]) if fact in FACTS_BY_ID else fact


def aspect(name: str) -> str:
    """Return what a score weighs, in words. KeyError when nothing of that name is weighed."""
    return _(ASPECTS[name])


def day(on: dt.date) -> str:
    """Return a day as `3 Mar 2026`, in the active language."""
    return _day(on, get_language())


@lru_cache(maxsize=4096)
def _day(on: dt.date, _language: str | None) -> str:
    # As with moments below: one page prints the same few days again and again.
    return date_format(on, "DATE_FORMAT")


def moment(at: dt.datetime) -> str:
    """Return a moment as `3 Mar 2026, 14:05 EST`, in the active time zone, which it names."""
    return _moment(at.replace(second=0, microsecond=0), timezone.get_current_timezone_name(), get_language())


@lru_cache(maxsize=2048)
def _moment(at: dt.datetime, _zone: str, _language: str | None) -> str:
    # Cached, because a dossier's answers are often given in the same minutes and formatting costs 20 µs.
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
