"""What a race needs, in words: each figure with its range, where it comes from and whose it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from capacity import wording
from capacity.planning.doors import SENTENCES, Ceiling
from capacity.planning.parameters import Level, Parameter, Standing
from capacity.wording import number, percent, spread
from endorsements.models import FieldPlan
from endorsements.models.race import race_called
from endorsements.queries.field import CALLED_BACK, MILLE, Need

RESULTS, JUDGED, WORKED_OUT = "results", "judged", "worked-out"
STANDINGS = {
    str(Standing.DEFAULT): gettext_noop("published default"),
    str(Standing.OWN): gettext_noop("the chapter's own"),
    str(Standing.LEARNED): gettext_noop("learned"),
    RESULTS: gettext_noop("past results"),
    JUDGED: gettext_noop("the committee's judgement"),
    WORKED_OUT: gettext_noop("worked out"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a page or a memo prints it. `standing` is a key of `STANDINGS`, `whose` that in words."""

    name: str
    text: str
    source: str
    standing: str

    @property
    def whose(self) -> str:
        return _(STANDINGS[self.standing])


def contest(plan: FieldPlan) -> str:
    """Return the past contest that a plan names, such as `State Assembly 57, NY, primary, Democratic`."""
    place = race_called(plan.past_office, plan.past_district)
    return ", ".join(part for part in (place, plan.state, plan.past_kind.replace("__", " "), plan.past_party) if part)


def summary(need: Need) -> list[Figure]:
    """Return what matters first: turnout, win number, contacts and doors. Every row says what it rests on."""
    return [row for rows in (_turnout(need), _votes(need), _field(need)) for row in rows]


def told(need: Need) -> list[Figure]:
    """Return every figure of a need: what it comes to, what it was worked out from, and what was judged."""
    return [*summary(need), *parameters(need), *judged(need.plan)]


def _turnout(need: Need) -> Iterator[Figure]:
    plan, name = need.plan, _("Expected turnout")
    if plan.own_turnout is not None:
        yield Figure(name, number(plan.own_turnout), plan.own_turnout_reason, JUDGED)
    if need.past is None:
        if plan.own_turnout is None:
            yield Figure(name, _("not known"), _missing(plan), RESULTS)
        return
    if plan.own_turnout is not None:
        name = _("Turnout of similar elections, not used")
    yield Figure(name, number(need.past.ballots), elections(need), RESULTS)


def _missing(plan: FieldPlan) -> str:
    if plan.past_office:
        return _("The results library has no earlier election of this kind: %(contest)s.") % {"contest": contest(plan)}
    return _("No past contest is chosen, and the committee has given no turnout of its own.")


def elections(need: Need) -> str:
    """Say which elections the mean was taken over, and that they are fewer than three where they are; "" for none."""
    if need.past is None:
        return ""
    each = [f"{past.held_on.year}: {number(past.ballots_cast)}" for past in need.past.elections]
    used = ngettext(
        "Ballots cast in %(number)d similar election (%(each)s) of %(contest)s",
        "Mean of the ballots cast in %(number)d similar elections (%(each)s) of %(contest)s",
        len(each),
    ) % {"number": len(each), "each": ", ".join(each), "contest": contest(need.plan)}
    if not need.past.used_fewer:
        return used + "."
    return _("%(used)s. Fewer than the three that are usual: the library has no more.") % {"used": used}


def _votes(need: Need) -> Iterator[Figure]:
    plan = need.plan
    if need.win is None:
        return
    if plan.ranked:
        share = ngettext(
            "More than one part in %(parts)d of the ballots: ranked, %(seats)d seat to fill.",
            "More than one part in %(parts)d of the ballots: ranked, %(seats)d seats to fill.",
            need.seats,
        ) % {"parts": need.seats + 1, "seats": need.seats}
    else:
        share = _("More than %(share)s of %(turnout)s ballots.") % {
            "share": percent(Fraction(plan.needed_permille, MILLE)),
            "turnout": number(need.turnout or 0),
        }
    yield Figure(_("Win number"), number(need.win.bare), share, WORKED_OUT)
    safer = need.win.safer_share
    goal = _("The win number with a margin: the share of a majority raised to %(share)s (%(source)s).") % {
        "share": percent(safer.value),
        "source": wording.source_of(safer),
    }
    yield Figure(_("Votes to work for"), number(need.win.goal), goal, str(safer.standing))
    if need.even_split is not None:
        floor = _("All %(candidates)d candidates alike. A floor to be passed, never the goal.") % {
            "candidates": plan.candidates
        }
        yield Figure(_("Even split"), number(need.even_split), floor, WORKED_OUT)


def _field(need: Need) -> Iterator[Figure]:
    if need.needed is None:
        return
    needed, win = need.needed, number(need.needed.win_number)
    rates = needed.rates
    yield Figure(
        _("Contacts needed"),
        spread(needed.contacts),
        _("Field share × %(votes)s votes ÷ (support × turnout of supporters).") % {"votes": win},
        WORKED_OUT,
    )
    yield Figure(_("Doors needed"), spread(needed.doors), _("Contacts ÷ contacts a knock."), WORKED_OUT)
    strict = _("Were the doors to bring every one of the %(votes)s votes: %(contacts)s contacts.") % {
        "votes": win,
        "contacts": number(needed.strict_contacts),
    }
    yield Figure(_("Doors, read strictly"), number(needed.strict_doors), strict, WORKED_OUT)
    if need.ceilings is None or need.plan.households is None:
        return
    reachable = need.plan.households if need.plan.reachable is None else need.plan.reachable
    at_most = _("%(passes)s × %(households)s households that can be reached.") % {
        "passes": ngettext("%(number)d pass", "%(number)d passes", need.plan.passes) % {"number": need.plan.passes},
        "households": number(reachable),
    }
    yield Figure(_("Doors there are to knock"), number(need.ceilings.most_doors), at_most, JUDGED)
    reach = _("%(households)s households × %(reach)s reached (%(source)s).") % {
        "households": number(need.plan.households),
        "reach": percent(rates.reach.value),
        "source": wording.source_of(rates.reach),
    }
    yield Figure(_("Contacts there are to make"), number(need.ceilings.most_contacts), reach, WORKED_OUT)


def parameters(need: Need) -> list[Figure]:
    """Return what the doors were worked out from, with each range."""
    if need.needed is None:
        return []
    rates = need.needed.rates
    used = (rates.field_share, rates.support, rates.supporter_turnout, rates.contact_rate)
    rows = [_parameter(each) for each in used]
    passes = _("Two callbacks lift reach to the top of its range.") if need.plan.passes >= CALLED_BACK else ""
    return [*rows, Figure(_("Passes"), number(need.plan.passes), passes, JUDGED)]


def _parameter(each: Parameter) -> Figure:
    text = f"{wording.value_of(each)} ({wording.range_of(each)})"
    source = wording.source_of(each)
    if each.cases:
        cases = ngettext("%(number)d case", "%(number)d cases", each.cases) % {"number": each.cases}
        source = f"{source} ({cases})"
    return Figure(capfirst(_(each.name)), text, source, str(each.standing))


def judged(plan: FieldPlan) -> list[Figure]:
    """Return what only the committee can say of a race: its chance and its weight."""
    chance = percent(Fraction(plan.win_chance_permille, MILLE))
    weight = _("%(weight)d of 5") % {"weight": plan.weight}
    ranks = _("Orders candidacies of one rank on the slate (CAES, Chapter Strategy ¶1, ¶7).")
    return [
        Figure(_("Chance to win"), chance, ranks, JUDGED),
        Figure(_("Weight for building the organization"), weight, ranks, JUDGED),
    ]


def sentences(need: Need) -> list[str]:
    """Return what is to be said of a need beside its figures: ceilings, no doors, and what doors cannot do."""
    said = []
    if need.plan.no_doors:
        said.append(
            _("No doors are planned. An endorsement without them stands on paper (CAES, Why Elections, note 2).")
        )
    if need.ceilings is not None:
        said.append(ceiling(need))
    if need.plan.past_kind and "primary" not in need.plan.past_kind:
        said.append(
            _(
                "In a general election persuasion at the doors counts as zero (Kalla and Broockman 2018): these doors "
                "find and turn out supporters."
            )
        )
    elif need.plan.past_kind:
        said.append(
            _("In a primary persuasion at the doors is positive, but nobody has put a number on it: none is used.")
        )
    return said


def ceiling(need: Need) -> str:
    """Say how the need stands to the district's households; "" while one of them is not known."""
    if need.ceilings is None or need.needed is None:
        return ""
    stands = need.ceilings.stands
    level = Level.DEFAULT
    if stands[level] is Ceiling.WITHIN and stands[Level.HIGH] is not Ceiling.WITHIN:
        return _("The district has the doors this race needs at the default figures, though not at the highest.")
    if stands[level] is Ceiling.WITHIN:
        return _(SENTENCES[Ceiling.WITHIN])
    said = _(SENTENCES[stands[level]]) % {
        "doors": number(need.needed.doors.at(level)),
        "contacts": number(need.needed.contacts.at(level)),
        "most_doors": number(need.ceilings.most_doors),
        "most_contacts": number(need.ceilings.most_contacts),
    }
    if stands[Level.LOW] is Ceiling.WITHIN:
        return _("%(sentence)s At the lowest need it would have them.") % {"sentence": said}
    return said
