"""The memo's votes, next stage and conditions: as they stood when it was issued, and in its own language."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from endorsements.models import Memo, Procedure, ProcedureVersion
from endorsements.printing import as_html, draft, issue_memo
from endorsements.procedures.templates import TEMPLATES
from tests.decisions import records
from tests.factories import NOW
from tests.memos.conftest import text_of
from tests.pdf.ua import faults


@pytest.fixture
def by(cast):
    made = Procedure.objects.create(chapter=cast.chapter, name="Ours")
    content = TEMPLATES["sacramento"].model_dump(mode="json")
    ProcedureVersion.objects.create(procedure=made, number=1, content=content, edited_by=cast.admin, edited_at=NOW)
    return made


def html_of(frozen, cast):
    return as_html(draft(frozen, by=cast.steering, at=NOW))


def test_empty_states_keep_their_words(cast, frozen):
    html = html_of(frozen, cast)
    for words in (
        "Judged; not voted on yet",
        "No ballot yet: no body has voted on this.",
        "No procedure has been chosen yet: threshold, base and quorum are open.",
        "<h2>Conditions</h2>\n<p>None.</p>",
    ):
        assert words in html


def test_the_vote_is_told_by_count_with_its_base_in_words(cast, frozen):
    asked = records.motion(frozen.candidacy, "endorse-with-conditions", title="Endorse <Alma>")
    records.report(records.condition(asked))
    records.condition(asked, "Opposes the stadium", dt.date(2026, 6, 1))
    records.decide(asked)
    html = html_of(frozen, cast)
    for words in (
        "Endorsed with conditions (motion 1, 2 Mar 2026)",
        "Motion 1: Endorse &lt;Alma&gt;",
        "30 yes of 40 yes and no, 75.0\u00a0%; at least 3/5 needed, that is 24; quorum 20, met by 42: passed.",
        "Attends every meeting",
        "<b>met</b>",
        "Minutes of 3 May",
        "Opposes the stadium",
        "To be met by 1 June 2026",
        "<b>open</b>",
        "None: no motion is under way.",
    ):
        assert words in html
    assert "No ballot yet" not in html


def test_the_next_stage_is_told_with_its_rule_quorum_and_deadline(cast, frozen, by):
    asked = records.motion(frozen.candidacy, procedure=by)
    stages = TEMPLATES["sacramento"].tracks[0].stages
    html = html_of(frozen, cast)
    assert stages[0].title in html
    for stage in stages[:-1]:
        asked.steps_done.create(stage=stage.id, done_on=NOW.date(), recorded_by=cast.electoral, recorded_at=NOW)
    html = html_of(frozen, cast)
    for words in (stages[-1].title, "at least 3/5", "quorum: 1/20 of the roll", "to be closed: <b>1 April 2026</b>"):
        assert words in html
    assert "Judged; not voted on yet" in html


def test_an_open_vote_tells_until_when_and_nothing_else(cast, frozen):
    records.ballot(records.motion(frozen.candidacy), "open")
    votes = draft(frozen, by=cast.steering, at=NOW)["decisions"]["votes"]
    assert [(vote["body"], vote["words"]) for vote in votes] == [("Membership", [])]
    assert votes[0]["when"].startswith("Open until 3 Mar 2026")


def test_an_issued_memo_keeps_what_it_said_and_prints_it(as_, cast, frozen, by):
    asked = records.motion(frozen.candidacy, "endorse-with-conditions", procedure=by)
    condition = records.condition(asked)
    records.ballot(asked, "closed", stage="membership")
    issue_memo(frozen, by=cast.steering, at=timezone.now())
    memo = Memo.objects.get()
    pdf = bytes(memo.file.content)
    assert faults(pdf) == []
    assert "75.0 %" in text_of(pdf)
    records.report(condition, "broken")
    page = as_("member").get(f"/c/{cast.chapter.slug}/memos/{memo.number}/").content.decode()
    assert "<b>open</b>" in page
    assert "broken" not in page


def test_a_memo_from_before_decisions_is_shown_as_it_was(as_, cast, frozen):
    issue_memo(frozen, by=cast.steering, at=NOW)
    memo = Memo.objects.get()
    del memo.content["decisions"]
    memo.save()
    page = as_("member").get(f"/c/{cast.chapter.slug}/memos/{memo.number}/").content.decode()
    assert "No ballot yet: no body has voted on this." in page


def test_the_words_are_of_the_memos_language(cast, frozen):
    records.decide(records.motion(frozen.candidacy))
    with translation.override("es"):
        content = draft(frozen, by=cast.steering, at=NOW)
    assert content["language"] == "es"
    assert content["decisions"]["votes"][0]["when"] != ""


@pytest.mark.parametrize("rows", [1, 3])
def test_six_queries_however_much_was_moved(cast, frozen, by, rows, django_assert_num_queries):
    from endorsements.queries.memo_decisions import decisions_content

    for _ in range(rows):
        asked = records.motion(frozen.candidacy, "endorse-with-conditions", procedure=by)
        records.condition(asked)
        records.ballot(asked, "closed", stage="membership")
    with django_assert_num_queries(6):
        decisions_content(frozen.candidacy)
