"""What is exported imports as the same, whatever the texts say."""

import datetime as dt
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from endorsements.dossier_files.columns import Mapped, guess, names_of
from endorsements.dossier_files.from_table import read_drafts
from endorsements.dossier_files.plan import Current
from endorsements.dossier_files.table import COULD_RUN, read_table
from endorsements.dossier_files.text import decode
from endorsements.dossier_files.writing import Written, cell, dossiers_csv
from endorsements.models import Answer, Upload
from endorsements.operations import dossiers, imports
from endorsements.queries.imports import written
from endorsements.rules import FACTS
from tests import factories
from tests.conftest import Cast

RED_LINES = ("rent-control", "no-police-money")
# Without control characters: a file full of them is taken for a binary one.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, (*range(32), 127))))
# Weighted towards what separates, quotes and calculates.
TEXT = st.text(st.one_of(st.sampled_from("',;\t\r\n\"=+-@|% é¿"), LETTERS), max_size=30).map(str.strip)
LINE = TEXT.map(lambda text: " ".join(text.split()))
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
LINKS = st.sampled_from(["", "https://example.org/a?b=c,d;e", "http://example.org/'=1"])


def answered(values: tuple[str, ...]) -> st.SearchStrategy[Current]:
    return st.builds(Current, st.just(0), st.sampled_from(values), TEXT, LINKS, LINE, st.none() | DAYS)


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        **{fact.id: answered(fact.values) for fact in FACTS},
        **{f"red_lines.{id}": answered(("holds", "crosses", "unknown")) for id in RED_LINES},
    },
)
DOSSIERS = st.lists(
    st.builds(Written, LINE.filter(bool), LINE.filter(bool), LINE, DAYS, ANSWERS), min_size=1, max_size=4
)


@given(DOSSIERS, st.sampled_from(["utf-8", "utf-16"]))
def test_an_export_reads_back_as_the_same(exported: list[Written], encoding: str) -> None:
    content = dossiers_csv(exported, RED_LINES).removeprefix("\ufeff").encode(encoding)
    table = read_table(decode(content).text)
    names = names_of([(f"red_lines.{id}", f"red_lines.{id}") for id in RED_LINES])
    drafts, problems = read_drafts(table, Mapped.from_json(guess(table.headers, names).as_json()), {})
    assert [problem.told() for problem in problems.kept] == []
    assert [(d.name, d.office, d.district, d.election_on) for d in drafts] == [each[:4] for each in exported]
    for draft, each in zip(drafts, exported, strict=True):
        said = {f: (s.value, s.evidence, s.link, s.source, s.evidence_on) for f, s in draft.answers.items()}
        assert said == {fact: answer[1:] for fact, answer in each.answers.items()}


@given(TEXT)
def test_no_cell_of_an_export_can_run(text: str) -> None:
    import re

    assert not re.match(COULD_RUN, cell(text))


def test_a_cycle_exported_and_imported_elsewhere_says_the_same(
    cast: Cast, cycle: object, upload: Callable[..., Upload]
) -> None:
    imports.apply(upload=upload(), by=cast.electoral, at=factories.NOW)
    first = written(upload().cycle)
    other = factories.cycle(cast.chapter)
    text = dossiers_csv(first, ["rent-control"])
    imports.apply(upload=upload(text, into=other), by=cast.electoral, at=factories.NOW)
    assert [(d[:4], {f: a[1:] for f, a in d.answers.items()}) for d in written(other)] == [
        (d[:4], {f: a[1:] for f, a in d.answers.items()}) for d in first
    ]
    again = imports.apply(upload=upload(text), by=cast.electoral, at=factories.NOW)
    assert not again.touched


def test_importing_an_export_again_keeps_the_words_of_a_person(cast: Cast, upload: Callable[..., Upload]) -> None:
    imports.apply(upload=upload(), by=cast.electoral, at=factories.NOW)
    answer = Answer.objects.get(candidacy__candidate__name="Alma Reyes", fact="member")
    dossiers.set_answer(
        candidacy=answer.candidacy,
        fact="member",
        value="yes",
        evidence="Seen her card",
        by=cast.electoral,
        at=factories.NOW,
    )
    imports.apply(upload=upload(), by=cast.electoral, at=factories.NOW)
    assert answer.candidacy.answers.get(fact="member", is_current=True).evidence == "Seen her card"
