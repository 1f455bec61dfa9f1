"""Memos: issued once under the next number, frozen, and kept as the file that was printed."""

import datetime as dt
import hashlib
import io

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from endorsements.limits import MemoTooLong
from endorsements.models import Memo, StoredFile
from endorsements.operations import assessments, dossiers, memos
from endorsements.printing import assessments_to_print, draft, issue_memo
from tests import factories
from tests.factories import CADRE, NOW, TODAY


@pytest.fixture
def frozen(cast):
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
    made_of = assessments.freeze(candidacy=made, as_of=TODAY, by=cast.electoral, at=NOW)
    return assessments_to_print().get(pk=made_of.pk)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_sections_stand_in_the_published_order(as_, cast, frozen):
    page = as_("steering").get(f"/c/{cast.chapter.slug}/assessments/{frozen.pk}/memo/").content.decode()
    sections = [
        "Verdict", "Criteria", "Red lines checked", "What is unknown", "Win number and doors", "Effect on the slate",
        "The case for", "The case against", "The vote", "Next stage", "Conditions", "Sources",
    ]  # fmt: skip
    places = [page.index(f"<h2>{section}</h2>") for section in sections]
    assert places == sorted(places)
    assert "Withdrawn words" not in page
    assert "Dues paid &lt;b&gt;until&lt;/b&gt; 2027." in page
    assert "<strong>can</strong>" in page


def test_issuing_keeps_the_file_its_hash_and_the_words(as_, cast, frozen):
    client = as_("electoral")
    response = client.post(f"/c/{cast.chapter.slug}/assessments/{frozen.pk}/memo/")
    memo = Memo.objects.get()
    assert response.headers["Location"] == f"/c/{cast.chapter.slug}/memos/1/"
    pdf = client.get(f"/c/{cast.chapter.slug}/memos/1/memo.pdf").content
    assert hashlib.sha256(pdf).hexdigest() == memo.file.sha256
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in bytes(reader.trailer["/Root"]["/Metadata"].get_data())
    text = text_of(pdf)
    for words in (
        "Alma Reyes for City Council Ward 4",
        "Cadre",
        "Rent control for all",
        "Membership list",
        "She can win",
    ):
        assert words in text
    frozen.candidacy.candidate.name = "Somebody Else"
    frozen.candidacy.candidate.save()
    assert "Alma Reyes for City Council" in client.get(f"/c/{cast.chapter.slug}/memos/1/").content.decode()


def test_the_same_memo_prints_to_the_same_bytes(cast, frozen):
    from endorsements.pdf import press
    from endorsements.printing import memo_job

    content = draft(frozen, by=cast.electoral, at=NOW)
    assert press.typeset(memo_job(content, at=NOW)).pdf == press.typeset(memo_job(content, at=NOW)).pdf


def test_numbers_follow_one_another_and_a_taken_one_is_printed_anew(cast, frozen, monkeypatch):
    first = issue_memo(frozen, by=cast.electoral, at=NOW)
    real, raced = memos.next_number, []

    def behind(chapter):
        number = real(chapter)
        if not raced:
            raced.append(number)
            return number - 1
        return number

    monkeypatch.setattr("endorsements.operations.memos.next_number", behind)
    second = issue_memo(frozen, by=cast.electoral, at=NOW)
    assert (first.number, second.number) == (1, 2)
    assert second.content["number"] == 2
    assert "Memo 2" in text_of(bytes(second.file.content))


def test_a_memo_that_would_be_too_long_says_so_and_is_not_issued(as_, cast, frozen):
    for _ in range(7):
        dossiers.write_note(candidacy=frozen.candidacy, side="for", text="x " * 25_000, by=cast.electoral, at=NOW)
    with pytest.raises(MemoTooLong):
        draft(frozen, by=cast.electoral, at=NOW)
    response = as_("electoral").post(f"/c/{cast.chapter.slug}/assessments/{frozen.pk}/memo/")
    assert response.status_code == 422
    assert "at most 300,000 fit" in response.content.decode()
    assert not Memo.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_memo_is_issued_in_the_readers_language(cast, frozen):
    with translation.override("es"):
        memo = issue_memo(frozen, by=cast.electoral, at=NOW)
    assert memo.language == "es"
    assert "/Lang" in pypdf.PdfReader(io.BytesIO(bytes(memo.file.content))).trailer["/Root"]


def test_the_database_gives_a_number_once(cast, frozen):
    issue_memo(frozen, by=cast.electoral, at=NOW)
    file = memos.store(name="x.pdf", media_type=memos.PDF, content=b"x", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Memo.objects.create(
            chapter=cast.chapter, number=1, assessment=frozen, language="en", content={}, file=file,
            issued_by=cast.electoral, issued_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(as_, cast, frozen, django_assert_num_queries, count):
    for _ in range(count):
        issue_memo(frozen, by=cast.electoral, at=NOW)
    client = as_("electoral")
    with django_assert_num_queries(7):
        page = client.get(f"/c/{cast.chapter.slug}/memos/").content.decode()
    assert f"PDF of memo {count}" in page


def test_other_chapters_see_nothing(as_, cast, frozen):
    issue_memo(frozen, by=cast.electoral, at=NOW)
    for tail in ("memos/", "memos/1/", "memos/1/memo.pdf", f"assessments/{frozen.pk}/memo/"):
        assert as_("outsider").get(f"/c/{cast.chapter.slug}/{tail}").status_code == 404
    theirs = f"/c/{cast.other_chapter.slug}/assessments/{frozen.pk}/memo/"
    assert as_("outsider").post(theirs).status_code == 404
    assert as_("member").post(f"/c/{cast.chapter.slug}/assessments/{frozen.pk}/memo/").status_code == 403
