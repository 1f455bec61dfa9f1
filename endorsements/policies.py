"""What a record's state allows. Each check raises `Refused` with a sentence fit for the page."""

from django.utils.translation import gettext as _

from chapters.models import Member, RedLine
from endorsements import rules
from endorsements.models import Candidacy, Cycle, Note

RED_LINE = "red_lines."
RED_LINE_VALUES = ("holds", "crosses", "unknown")


class Refused(Exception):
    """The record's state does not allow it; the message says why and what to do."""


def blockers(candidacy: Candidacy) -> list[str]:
    """Return the sentences that say why a dossier cannot be changed or frozen; empty when it can."""
    found = []
    if candidacy.closed_at is not None:
        found.append(
            _("This candidacy is closed (%(why)s). Reopen it to change its dossier.") % {"why": candidacy.closed_because}
        )
    if candidacy.race.cycle.closed_at is not None:
        found.append(_("The cycle %(name)s is closed; nothing in it changes any more.") % {"name": candidacy.race.cycle.name})
    return found


def check_open(candidacy: Candidacy) -> None:
    """Raise `Refused` unless the candidacy and its cycle are open."""
    for sentence in blockers(candidacy):
        raise Refused(sentence)


def check_value(candidacy: Candidacy, fact: str, value: str) -> None:
    """Raise `Refused` unless the fact exists for this candidacy and takes this value."""
    if fact.startswith(RED_LINE):
        allowed: tuple[str, ...] = RED_LINE_VALUES
        chapter = candidacy.race.cycle.chapter
        if not RedLine.objects.filter(chapter=chapter, slug=fact.removeprefix(RED_LINE)).exists():
            raise Refused(_("The chapter has no red line “%(fact)s”.") % {"fact": fact.removeprefix(RED_LINE)})
    else:
        if fact not in rules.FACTS_BY_ID:
            raise Refused(_("The rulebook has no fact “%(fact)s”.") % {"fact": fact})
        allowed = rules.FACTS_BY_ID[fact].values
    if value not in allowed:
        raise Refused(
            _("“%(value)s” is no answer to this; expected one of %(allowed)s.") % {"value": value, "allowed": ", ".join(allowed)}
        )


def check_own_note(note: Note, member: Member) -> None:
    """Raise `Refused` unless the note is this member's."""
    if note.written_by_id != member.pk:
        raise Refused(_("Only the person who wrote a note can withdraw it."))


def check_cycle_open(cycle: Cycle) -> None:
    """Raise `Refused` when the cycle is closed: no race or candidacy is added to it or changed in it."""
    if cycle.closed_at is not None:
        raise Refused(_("The cycle %(name)s is closed; nothing in it changes any more.") % {"name": cycle.name})
