"""The rulebook told for the public page."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from endorsements.rules import FACTS_BY_ID, PART_TITLES, Criterion, Part, Rulebook
from endorsements.rules.answers import RED_LINE_QUESTION
from endorsements.rules.examples import Case, load_cases
from endorsements.wording import words


@dataclass(frozen=True, slots=True)
class ToldCriterion:
    """A criterion in the reader's language, with the questions that decide it and its locator."""

    code: str
    title: str
    sentence: str
    questions: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ToldPart:
    """One of the rulebook's three parts with its criteria."""

    id: str
    title: str
    rule: str
    criteria: tuple[ToldCriterion, ...]


def _question(fact: str) -> str:
    return _(FACTS_BY_ID[fact].question) if fact in FACTS_BY_ID else _(RED_LINE_QUESTION)


def _criterion(criterion: Criterion) -> ToldCriterion:
    return ToldCriterion(
        code=criterion.code,
        title=_(criterion.title),
        sentence=_(criterion.sentence),
        questions=tuple(_question(fact) for fact in criterion.test.facts()),
        source=str(criterion.citation),
    )


def told_rulebook(book: Rulebook) -> tuple[ToldPart, ...]:
    """Return the rulebook's parts and criteria in the active language."""
    rules = {
        Part.GATES: _("All of them must hold for any endorsement."),
        Part.STRUGGLE: _("All of them must hold for the campaign to be of this kind."),
        Part.CADRE: _("All of them must hold for the candidacy to be of this kind."),
    }
    return tuple(
        ToldPart(str(part), _(PART_TITLES[part]), rules[part], tuple(_criterion(c) for c in book.of_part(part)))
        for part in Part
    )


@dataclass(frozen=True, slots=True)
class ToldCase:
    """A worked example with the verdict that its facts lead to, worked out anew."""

    title: str
    story: str
    verdict: str
    verdict_title: str
    findings: tuple[tuple[str, str, str, str], ...]
    source: str


def told_cases() -> tuple[ToldCase, ...]:
    """Return the worked examples in the active language, judged now by the rulebook that each names."""
    return tuple(map(_case, load_cases()))


def _case(case: Case) -> ToldCase:
    title, story = case.told(get_language() or "en")
    found, said = case.explained(), words(case.rulebook)
    shown = case.expected.findings
    return ToldCase(
        title=title,
        story=story,
        verdict=found.verdict,
        verdict_title=said.verdicts[found.verdict],
        findings=tuple(
            (finding.code, said.criteria[finding.code][0], finding.value, said.labels["member"][finding.value])
            for finding in found.findings
            if finding.code in shown
        ),
        source=case.source,
    )
