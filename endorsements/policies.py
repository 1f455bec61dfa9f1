"""What a record's state allows. Each check raises `Refused` with a sentence fit for the page."""

from collections.abc import Mapping

from django.db.models import F
from django.utils.translation import gettext as _

from chapters.models import Member, RedLine
from chapters.policies import Refused
from endorsements import rules
from endorsements.limits import TextTooLong, check_length
from endorsements.models import Assessment, Candidacy, Cycle, Note
from endorsements.models.field import SlateException
from endorsements.rules import Kind, Verdict

RED_LINE = "red_lines."
RED_LINE_VALUES = ("holds", "crosses", "unknown")
PROMINENCE = "S4"


class FieldRefused(Refused):
    """What one field says stands against it: `field` is its name, the message belongs beside it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def blockers(candidacy: Candidacy) -> list[str]:
    """Return the sentences that say why a dossier cannot be changed or frozen; empty when it can."""
    found = []
    if candidacy.closed_at is not None:
        found.append(
            _("This candidacy is closed (%(why)s). Reopen it to change its dossier.")
            % {"why": candidacy.closed_because}
        )
    if candidacy.race.cycle.closed_at is not None:
        found.append(
            _("The cycle %(name)s is closed; nothing in it changes any more.") % {"name": candidacy.race.cycle.name}
        )
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
            _("“%(value)s” is no answer to this; expected one of %(allowed)s.")
            % {"value": value, "allowed": ", ".join(allowed)}
        )


def check_own_note(note: Note, member: Member) -> None:
    """Raise `Refused` unless the note is this member's."""
    if note.written_by_id != member.pk:
        raise Refused(_("Only the person who wrote a note can withdraw it."))


def check_cycle_open(cycle: Cycle) -> None:
    """Raise `Refused` when the cycle is closed: no race or candidacy is added to it or changed in it."""
    if cycle.closed_at is not None:
        raise Refused(_("The cycle %(name)s is closed; nothing in it changes any more.") % {"name": cycle.name})


def weighing_blocker(found: rules.Judgement) -> str:
    """Return why a campaign is not weighed, as a sentence; "" when it is (CAES, Class Struggle Elections ¶7)."""
    if found.verdict == Verdict.CLASS_STRUGGLE or found.kind in (Kind.CLASS_STRUGGLE, Kind.BOTH):
        return ""
    if found.kind == Kind.OPEN:
        return _(
            "Only class-struggle campaigns are weighed, and it is still open whether this is one. Answer the questions "
            "about the campaign first."
        )
    return _("Only class-struggle campaigns are weighed, and as the dossier stands this is none.")


def weighing_closed(candidacy: Candidacy) -> bool:
    """Say whether the weighing is over: the dossier was frozen after somebody had scored, and all see the spread."""
    return Assessment.objects.filter(candidacy=candidacy, candidacy__scores__scored_at__lte=F("frozen_at")).exists()


def check_weighable(candidacy: Candidacy, found: rules.Judgement) -> None:
    """Raise `Refused` unless scores can be given or revised now."""
    check_open(candidacy)
    blocker = weighing_blocker(found)
    if blocker:
        raise Refused(blocker)
    if weighing_closed(candidacy):
        raise Refused(
            _("The weighing closed when the dossier was frozen: the scores are open to every seat since then.")
        )


def check_evidence(evidence: str, link: str) -> None:
    """Raise `Refused` when an answer's evidence is too long, or its link is no web address."""
    try:
        check_length(evidence)
    except TextTooLong as error:
        raise Refused(_(error.message) % error.params) from error
    if link and not link.lower().startswith(("http://", "https://")):
        raise Refused(_("A link starts with http:// or https://; anything else could harm who follows it."))


def _prominence(found: rules.Judgement) -> str:
    return next(str(finding.value) for finding in found.findings if finding.code == PROMINENCE)


def exception_blocker(exception: str, found: rules.Judgement, values: Mapping[str, str]) -> str:
    """Return why this exception may not put a candidacy outside the sum of doors, as a sentence; "" when it may."""
    if exception == SlateException.MASS_RACE and _prominence(found) != "yes":
        return _(
            "A mass-race exception is for a race that passes the three tests of prominence: visible, a contest over "
            "direction, class lines that are legible. As the dossier stands it does not (S4; CAES, Chapter Strategy "
            "¶2, ¶3; Class Struggle Elections ¶3)."
        )
    holds = all(values.get(fact) == "yes" for fact in ("endorsed_incumbent", "worked_with_chapter"))
    if exception == SlateException.INCUMBENT and not holds:
        return _(
            "An incumbent exception is for somebody who holds the seat with the chapter's endorsement and has worked "
            "with the chapter. As the dossier stands one of the two is not answered with yes (CAES, Chapter Strategy "
            "¶5, ¶6)."
        )
    return ""


def renewal_blocker(found: rules.Judgement) -> str:
    """Return why a race may not be entered as renewing capacity, as a sentence; "" when it may."""
    if _prominence(found) == "yes":
        return ""
    return _(
        "Only a race that passes the three tests of prominence may be entered as renewing capacity: visible, a contest "
        "over direction, class lines that are legible. As the dossier stands it does not (S4; CAES, Chapter Strategy "
        "¶3, ¶4; Class Struggle Elections ¶3)."
    )


def check_own_view(proposed: str, value: str, reason: str) -> None:
    """Raise `Refused` when an answer goes against what the figures propose and says nothing of why."""
    if {proposed, value} == {"yes", "no"} and not reason.strip():
        raise Refused(
            _("The figures propose another answer. The committee decides, and says why: write the reason as evidence.")
        )
