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
from endorsements.operations import dossiers, memos
from endorsements.printing import draft, issue_memo
from tests import factories
from tests.factories import NOW
from tests.memos.conftest import freeze, score, text_of
from tests.pdf.ua import faults


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
    assert faults(pdf) == []
    text = text_of(pdf)
    for words in (
        "Alma Reyes for City Council, Ward 4",
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


def test_the_issue_page_offers_the_languages_and_shows_the_one_asked_for(as_, cast, frozen):
    client, address = as_("electoral"), f"/c/{cast.chapter.slug}/assessments/{frozen.pk}/memo/"
    english = client.get(address).content.decode()
    assert '<article class="memo" lang="en"' in english
    spanish = client.get(address, {"language": "es"}).content.decode()
    assert '<html lang="en"' in spanish
    assert '<article class="memo" lang="es"' in spanish
    assert "Veredicto" in spanish
    assert '<option value="es" selected>' in spanish
    assert '<input type="hidden" name="language" value="es">' in spanish
    unknown = client.get(address, {"language": "xx"})
    assert unknown.status_code == 422
    assert client.post(address, {"language": "xx"}).status_code == 422
    assert not Memo.objects.exists()
    client.post(address, {"language": "es"})
    assert Memo.objects.get().language == "es"
    page = client.get(f"/c/{cast.chapter.slug}/memos/1/").content.decode()
    assert "Veredicto" in page
    assert "Open the PDF to print" in page


def test_moments_and_days_are_those_of_the_chapter(cast, frozen):
    cast.chapter.time_zone = "Asia/Tokyo"
    cast.chapter.save()
    late = dt.datetime(2026, 3, 2, 18, 0, tzinfo=dt.UTC)
    frozen.candidacy.race.cycle.chapter.refresh_from_db()
    content = draft(frozen, by=cast.electoral, at=late)
    assert content["issued_at"] == "3 Mar 2026, 03:00 JST"
    assert content["case_for"][0]["day"] == "3 March 2026"


def test_the_spread_of_the_scores_stands_under_the_case_against(as_, cast, dossier):
    score(dossier, cast.electoral, -2, NOW)
    score(dossier, cast.steering, 1, NOW)
    score(dossier, cast.admin, 2, NOW, revised_at=NOW)
    frozen = freeze(dossier, cast.electoral)
    score(dossier, cast.member, -1, NOW + dt.timedelta(days=1))
    weighing = draft(frozen, by=cast.electoral, at=NOW)["weighing"]
    assert weighing["people"].startswith("3 members of the committee weighed it")
    assert weighing["revised"].startswith("1 of them revised")
    assert weighing["commitment"] == "Commitment to Socialists in Office: Unknown. Important, not definitive."
    assert weighing["heads"] == ["−2", "−1", "0", "+1", "+2", "Least", "Median", "Greatest"]
    assert [row["counts"] for row in weighing["rows"]] == [["1", "", "", "1", "1"]] * 7
    assert [row["spread"] for row in weighing["rows"]] == [["−2", "+1", "+2"]] * 7
    page = as_("electoral").get(f"/c/{cast.chapter.slug}/assessments/{frozen.pk}/memo/").content.decode()
    heading = page.index("<h3>How the committee weighed it</h3>")
    assert page.index("<h2>The case against</h2>") < heading < page.index("<h2>The vote</h2>")
    memo = issue_memo(frozen, by=cast.electoral, at=NOW)
    assert faults(bytes(memo.file.content)) == []
    dossier.scores.all().delete()
    assert "How the committee weighed it" in as_("member").get(f"/c/{cast.chapter.slug}/memos/1/").content.decode()


def test_scores_given_after_the_freeze_stay_covered(cast, frozen):
    score(frozen.candidacy, cast.electoral, 2, NOW + dt.timedelta(days=1))
    assert draft(frozen, by=cast.electoral, at=NOW + dt.timedelta(days=2))["weighing"] is None


def test_what_a_verdict_hangs_on_is_told_in_words(cast):
    made = factories.candidacy(factories.race(factories.cycle(cast.chapter)), {"solicited": "no"}, name="Cy Tres")
    verdict = draft(freeze(made, cast.electoral), by=cast.electoral, at=NOW)["verdict"]
    assert verdict["short"] == "fails G1"
    assert [each["code"] for each in verdict["decided_by"]] == ["G1"]
    made = factories.candidacy(factories.race(factories.cycle(cast.chapter)), {"solicited": "yes"}, name="Di Cuatro")
    content = draft(freeze(made, cast.electoral), by=cast.electoral, at=NOW)
    assert content["verdict"]["short"] == f"{sum(each['open'] for each in content['unknown'])} questions open"


def test_the_log_tells_of_it_in_words(as_, cast, frozen):
    issue_memo(frozen, by=cast.electoral, at=NOW)
    page = as_("admin").get(f"/c/{cast.chapter.slug}/log/").content.decode()
    assert "issued a memo" in page
    assert "Alma Reyes for City Council, Ward 4" in page


@pytest.mark.parametrize("notes", [1, 3])
def test_a_memo_and_its_issue_page_ask_the_same_number_of_queries(as_, cast, frozen, django_assert_num_queries, notes):
    for number in range(notes):
        dossiers.write_note(candidacy=frozen.candidacy, side="for", text=f"N{number}", by=cast.electoral, at=NOW)
        issue_memo(frozen, by=cast.electoral, at=NOW)
    client = as_("electoral")
    with django_assert_num_queries(5):
        client.get(f"/c/{cast.chapter.slug}/memos/1/")
    with django_assert_num_queries(9):
        client.get(f"/c/{cast.chapter.slug}/assessments/{frozen.pk}/memo/")


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
