"""A slate's findings in sentences: why somebody is out, how sure a choice is, what a move by hand costs."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from capacity.charts import said as grouped
from capacity.planning.parameters import Level
from capacity.planning.slate import INCUMBENT, Candidacy, LeftOut
from capacity.wording import number
from endorsements.queries.slate_problem import Outside
from endorsements.queries.slate_solved import Question, tightest
from endorsements.wording import VERDICTS, day

LEVELS = {
    Level.LOW: gettext_lazy("Few doors, high needs"),
    Level.DEFAULT: gettext_lazy("Default figures"),
    Level.HIGH: gettext_lazy("Many doors, low needs"),
}
OUTSIDE = {
    Outside.CLOSED: gettext_lazy("Its candidacy is closed."),
    Outside.UNDETERMINED: gettext_lazy("Its verdict is undetermined: answer what is open in its dossier."),
    Outside.NOT_ENDORSABLE: gettext_lazy("It cannot be endorsed as its dossier stands."),
    Outside.NOT_JUDGED: gettext_lazy("It cannot be judged: its rulebook is not known here."),
    Outside.NO_PLAN: gettext_lazy("It has no field plan yet, so that nobody knows the doors it needs."),
    Outside.NO_TURNOUT: gettext_lazy("Its field plan knows no expected turnout, so its doors cannot be worked out."),
    Outside.NO_WEEKS: gettext_lazy("Its field work would begin on election day or after it."),
    Outside.PAPER: gettext_lazy("No doors are planned for it and no exception holds: an endorsement on paper."),
}
HOLDS = {
    "all": gettext_lazy("In at all three."),
    "none": gettext_lazy("Out at all three."),
    "default": gettext_lazy("Out when doors are few and needs high."),
    "only-default": gettext_lazy("In at the default figures only."),
    "high": gettext_lazy("In only when doors are many and needs low."),
    "broken": gettext_lazy("Where unknown, the promises cannot all be kept."),
    "mixed": gettext_lazy("As the figures fall: at others, others go first."),
}


def rank_word(rank: str) -> str:
    """Return a rank's name."""
    return _("Endorsed incumbent") if rank == INCUMBENT else _(VERDICTS[rank])


def points(value: int) -> str:
    """Return a sum of chance × weight (given in thousandths) as a number with three places at most."""
    return ("−" if value < 0 else "") + number(Fraction(abs(value), 1000))


def doors(count: int) -> str:
    """Return a number of doors in words."""
    return ngettext("%(count)s door", "%(count)s doors", count) % {"count": grouped(count)}


def listed(names: Sequence[str], last: str) -> str:
    """Return names as a list in words."""
    return str(get_text_list(list(names), last))


def why_out(
    question: Question, supported: Sequence[str], candidacy: Candidacy, left: LeftOut, names: Mapping[str, str]
) -> list[str]:
    """Say why a candidacy is left out, and what would let it in."""
    told = []
    if left.short_by:
        told.append(_short(question, supported, candidacy, left.short_by))
    else:
        told.append(_("Its doors would fit; the seat is taken."))
    if left.instead_of:
        others = [names[each] for each in left.instead_of]
        told.append(
            _("It could be in, in place of %(name)s.") % {"name": others[0]}
            if len(others) == 1
            else _("It could be in, in place of any one of these: %(names)s.") % {"names": listed(others, _("or"))}
        )
    elif left.short_by:
        told.append(_("Nobody's place alone would make room for it."))
    else:
        told.append(_("More than one would have to leave its seat."))
    return told


def _short(question: Question, supported: Sequence[str], candidacy: Candidacy, short: int) -> str:
    tight = tightest(question, supported, candidacy)
    if tight is None:
        return _("Short by %(doors)s: no week of the chapter's lies between its field start and election day.") % {
            "doors": doors(short)
        }
    said = {
        "doors": doors(short),
        "first": day(tight.first),
        "last": day(tight.last),
        "left": grouped(max(tight.left, 0)),
        "have": grouped(tight.have),
    }
    if tight.first == tight.last:
        return _("Short by %(doors)s in the week of %(first)s, which has %(left)s of %(have)s left.") % said
    return _("Short by %(doors)s in the weeks of %(first)s to %(last)s, which have %(left)s of %(have)s left.") % said


def conflict(ids: Sequence[str], names: Mapping[str, str]) -> str:
    """Say which promises stand against each other."""
    who = [names[each] for each in ids]
    if len(who) == 1:
        return _("%(name)s cannot be supported at all: its doors exceed what the chapter has in its weeks.") % {
            "name": who[0]
        }
    return _(
        "These cannot be supported together, though any fewer of them could: %(names)s. Their doors exceed the "
        "chapter's in the weeks they share, or they run for the same seat."
    ) % {"names": listed(who, _("and"))}
