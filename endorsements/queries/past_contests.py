"""Which past contests a race can be held against: those the library has, and the one that is likely meant."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from capacity.models import ContestCount
from capacity.planning.results import district_name, office_name, party_name
from capacity.planning.results.names import district_order, folded
from capacity.planning.turnout import Similar, similar
from chapters.models import Chapter
from endorsements.models import FieldPlan, Race

MANY: Final = 400
"""Contests beyond which the choice is narrowed to one office."""
_NUMBER: Final = re.compile(r"\d+")
_PARTIES: Final = {"democratic": "Democratic", "republican": "Republican"}


def known_contests(chapter: Chapter) -> list[Similar]:
    """Return every sort of contest in the chapter's current files, by office and district. One query."""
    rows = (
        ContestCount.objects.filter(file__chapter=chapter, file__is_current=True)
        .order_by()
        .values_list("file__state", "office", "district", "file__kind", "party")
        .distinct()
    )
    found: dict[tuple[str, ...], Similar] = {}
    for state, office, district, kind, party in rows:
        each = similar(
            state=state,
            office=office_name(office),
            district=district_name(district),
            kind=kind,
            party=party_name(party),
        )
        found.setdefault(tuple(folded(part) for part in each), each)
    return sorted(found.values(), key=_order)


def _order(each: Similar) -> tuple[object, ...]:
    return (each.office.casefold(), district_order(each.district), each.state, each.kind, each.party)


def as_value(each: Similar) -> str:
    """Return a contest as a form sends it."""
    return json.dumps(list(each), ensure_ascii=False, separators=(",", ":"))


def from_value(text: str) -> Similar | None:
    """Return the contest that a form sent; None when it is none."""
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(parts, list) and len(parts) == len(Similar._fields) and all(isinstance(one, str) for one in parts)
    return Similar(*parts) if fits else None


def of_plan(plan: FieldPlan) -> Similar | None:
    """Return the contest a plan names, as the form has it; None when it names none."""
    if not plan.past_office:
        return None
    return Similar(plan.state, plan.past_office, plan.past_district, plan.past_kind, plan.past_party)


def label(each: Similar) -> str:
    """Return a contest in words, such as `57, NY, primary, Democratic`."""
    parts = (each.district or _("no district"), each.state, each.kind.replace("__", " "), each.party)
    return ", ".join(part for part in parts if part)


def choices(
    known: Iterable[Similar], office: str, keep: Iterable[Similar]
) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the choices by office: all of them, or those of one office where there are very many; always `keep`."""
    offered = list(known)
    if len(offered) > MANY:
        offered = [each for each in offered if folded(each.office) == folded(office)][:MANY]
    offered = [*(each for each in keep if each not in offered), *offered]
    grouped: dict[str, list[tuple[str, str]]] = {}
    for each in offered:
        grouped.setdefault(each.office, []).append((as_value(each), label(each)))
    return [("", _("None: the committee gives its own turnout")), *grouped.items()]


def offices(known: Iterable[Similar]) -> list[str]:
    """Return the offices there are, in the order of the contests."""
    return list(dict.fromkeys(each.office for each in known))


def guessed(known: Iterable[Similar], race: Race, values: Mapping[str, str]) -> Similar | None:
    """Return the one contest that a race can be held against, by office, district and dossier; None for several."""
    office, district = folded(office_name(race.office)), folded(district_name(race.district))
    number = _NUMBER.search(race.district)
    named = {district, folded(district_name(number.group())) if number else district}
    contest = values.get("contest", "unknown")
    party = _PARTIES.get(values.get("ballot_line", ""), "")
    fitting = [
        each
        for each in known
        # A special election repeats another special election only.
        if "special" not in each.kind
        and folded(each.office) == office
        and folded(each.district) in named
        and (contest == "unknown" or ("primary" in each.kind) == (contest == "partisan-primary"))
        and (not party or each.party in ("", party))
    ]
    return fitting[0] if len(fitting) == 1 else None
