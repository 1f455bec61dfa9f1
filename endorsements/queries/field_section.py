"""The capacity section of a candidacy: the same on its page and above its plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from endorsements import policies
from endorsements.queries.field import Field
from endorsements.queries.field_proposal import Proposed, chart, proposed, supplied
from endorsements.queries.field_words import Figure, judged, parameters, sentences, summary
from endorsements.rules import Judgement


@dataclass(frozen=True, slots=True)
class Section:
    """What is said of a candidacy's field work. `url` is where it is planned; without a plan the rest is empty."""

    url: str
    is_planned: bool = False
    figures: tuple[Figure, ...] = ()
    parameters: tuple[Figure, ...] = ()
    """What the figures were worked out from, and what was judged."""
    sentences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    chart: str = ""
    proposed: Proposed | None = None


def section_of(field: Field | None, base: str, found: Judgement, values: Mapping[str, str]) -> Section:
    """Put a worked out plan into words. `found` and `values` are the dossier as it stands. No query."""
    url = f"{base}field/"
    if field is None:
        return Section(url)
    need = field.need
    return Section(
        url=url,
        is_planned=True,
        figures=(*summary(need), *supplied(field)),
        parameters=(*parameters(need), *judged(need.plan)),
        sentences=tuple(sentences(need)),
        warnings=tuple(_warnings(field, found, values)),
        chart=chart(field, "doors"),
        proposed=proposed(field),
    )


def _warnings(field: Field, found: Judgement, values: Mapping[str, str]) -> list[str]:
    plan = field.need.plan
    said = []
    if plan.starts_on >= field.need.election_on:
        said.append(_("Election day has moved before the day that field work begins. Correct the plan."))
    blocker = policies.exception_blocker(plan.exception, found, values)
    if blocker:
        said.append(_("The exception on record does not hold any more. %(why)s") % {"why": blocker})
    elif plan.exception:
        said.append(
            _("%(exception)s exception, recorded because: %(reason)s")
            % {"exception": plan.get_exception_display().capitalize(), "reason": plan.exception_reason}
        )
    if plan.renews and policies.renewal_blocker(found):
        said.append(policies.renewal_blocker(found))
    return said
