"""A dossier with evidence, notes and a red line, frozen; what a memo is made from."""

import datetime as dt
import io

import pypdf
import pytest

from endorsements.models import Score
from endorsements.models.weighing import ASPECTS
from endorsements.operations import assessments, dossiers
from endorsements.printing import assessments_to_print
from tests import factories
from tests.factories import CADRE, NOW, TODAY


@pytest.fixture
def dossier(cast):
    factories.red_line(cast.chapter, "rent-control", title="Rent control for all")
    made = factories.candidacy(
        factories.race(
            factories.cycle(cast.chapter), office="City Council", district="Ward 4", decide_by_on=dt.date(2026, 4, 1)
        ),
        {**CADRE, "red_lines.rent-control": "holds"},
        name="Alma Reyes",
        opened_by=cast.electoral,
    )
    dossiers.set_answer(
        candidacy=made, fact="member", value="yes", evidence="Dues paid <b>until</b> 2027.", source="Membership list",
        link="https://example.org/list", evidence_on=dt.date(2026, 2, 1), by=cast.electoral, at=NOW,
    )  # fmt: skip
    dossiers.write_note(candidacy=made, side="for", text="She **can** win.", by=cast.electoral, at=NOW)
    dossiers.write_note(candidacy=made, side="against", text="Two races at once.", by=cast.electoral, at=NOW)
    taken_back = dossiers.write_note(candidacy=made, side="against", text="Withdrawn words", by=cast.electoral, at=NOW)
    dossiers.withdraw_note(note=taken_back, by=cast.electoral, at=NOW)
    return made


def freeze(candidacy, by):
    made_of = assessments.freeze(candidacy=candidacy, as_of=TODAY, by=by, at=NOW)
    return assessments_to_print().get(pk=made_of.pk)


@pytest.fixture
def frozen(dossier, cast):
    return freeze(dossier, cast.electoral)


def score(candidacy, member, value, at, **more):
    return Score.objects.create(
        candidacy=candidacy, member=member, scored_at=at, **dict.fromkeys(ASPECTS, value), **more
    )


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))
