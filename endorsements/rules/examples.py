"""Worked examples in plain words, as data in `cases/`: run as tests, and shown on the page of criteria."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from endorsements.rules.judgement import Explanation, explain
from endorsements.rules.redlines import RedLine, in_force
from endorsements.rules.rulebook import Kind, Verdict, rulebook

LANGUAGES = ("en", "es")


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExampleRedLine(_Record):
    """A red line of the example's chapter."""

    id: str
    title: dict[str, str]
    in_force_from: date
    in_force_until: date | None = None


class Expected(_Record):
    """What the rulebook must say. `findings` names the criteria that the example is about, with their values."""

    verdict: Verdict
    kind: Kind
    qualifies_as_both: bool = False
    coalition_advocacy: bool = False
    findings: dict[str, str] = Field(min_length=1)
    open_facts: tuple[str, ...] | None = None
    could_raise: tuple[str, ...] = ()


class Case(_Record):
    """An example: a story told in each language, the facts it gives (all others are unknown), and what follows.

    `source` is the locator of the passage it is from, or of the rule that a made-up one shows.
    """

    slug: str
    rulebook: str
    order: int
    from_strategy: bool
    title: dict[str, str]
    story: dict[str, str]
    source: str
    as_of: date
    facts: dict[str, str]
    red_line_register: tuple[ExampleRedLine, ...] = ()
    red_line_answers: dict[str, str] = {}
    expected: Expected

    def told(self, language: str) -> tuple[str, str]:
        """Title and story in a language (`es-mx` counts as `es`), or else in English."""
        base = language.partition("-")[0]
        spoken = base if base in self.title else "en"
        return self.title[spoken], self.story[spoken]

    @property
    def red_lines(self) -> Mapping[str, str]:
        """The red lines in force on the example's day, and what it says of each."""
        register = [RedLine(line.id, "", line.in_force_from, line.in_force_until) for line in self.red_line_register]
        return {line.id: self.red_line_answers.get(line.id, "unknown") for line in in_force(register, self.as_of)}

    def explained(self) -> Explanation:
        """What its rulebook says of it."""
        return explain(rulebook(self.rulebook), self.facts, self.red_lines)


@cache
def load_cases() -> tuple[Case, ...]:
    """All examples in the order in which they are told. Raises pydantic.ValidationError for one not in its form."""
    folder = resources.files("endorsements.rules") / "cases"
    cases = [
        Case.model_validate({"slug": file.name.removesuffix(".toml"), **tomllib.loads(file.read_text("utf-8"))})
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(cases, key=lambda case: (case.order, case.slug)))
