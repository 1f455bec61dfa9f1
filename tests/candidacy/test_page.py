"""The candidacy page, its history and its notes."""

import pytest
from django.urls import reverse

from endorsements.models import Note, Race
from endorsements.operations import assessments, dossiers
from tests import factories
from tests.factories import NOW, TODAY

# Session, member, seats, candidacy, red lines, answers, what was written, motions.
QUERIES = 8


def page_of(client, address):
    got = client.get(address)
    assert got.status_code == 200
    return got.content.decode()


def test_every_seat_reads_the_chain(as_, at):
    for principal in ("member", "electoral", "steering", "admin"):
        page = page_of(as_(principal), at())
        for words in ("Alma Reyes", "City Council 3", "Class struggle", "Universal rent control", "No ballots yet"):
            assert words in page


def test_another_chapters_candidacy_is_not_there(as_, at, cast, candidacy):
    theirs = factories.candidacy(factories.race(factories.cycle(cast.other_chapter)))
    client = as_("electoral")
    for name, more in (
        ("candidacy", ()),
        ("candidacy_history", ()),
        ("weighing", ()),
        ("freeze", ()),
        ("fact", ("member",)),
    ):
        address = reverse(name, args=[cast.chapter.slug, theirs.pk, *more])
        nowhere = reverse(name, args=[cast.chapter.slug, 10**9, *more])
        assert client.get(address).status_code == client.get(nowhere).status_code == 404
        assert as_("outsider").get(at(name, *more)).status_code == 404


@pytest.mark.parametrize("notes", [1, 3])
def test_the_pages_queries_do_not_grow_with_its_records(as_, at, candidacy, cast, notes, django_assert_num_queries):
    for number in range(notes):
        dossiers.write_note(candidacy=candidacy, side="for", text=f"Point {number}", by=cast.electoral, at=NOW)
        dossiers.set_answer(candidacy=candidacy, fact="rooted", value=["yes", "no"][number % 2], by=cast.admin, at=NOW)
        assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)
    client = as_("electoral")
    page_of(client, at())
    with django_assert_num_queries(QUERIES):
        page_of(client, at())


@pytest.mark.parametrize("answers", [1, 3])
def test_the_historys_queries_do_not_grow_with_its_entries(
    as_, at, candidacy, cast, answers, django_assert_num_queries
):
    for number in range(answers):
        dossiers.set_answer(candidacy=candidacy, fact="rooted", value=["yes", "no"][number % 2], by=cast.admin, at=NOW)
    client = as_("member")
    page_of(client, at("candidacy_history"))
    with django_assert_num_queries(8):
        page_of(client, at("candidacy_history"))


def test_an_empty_dossier_says_what_decides_and_what_to_look_for(as_, at, cast):
    empty = factories.candidacy(factories.race(factories.cycle(cast.chapter)))
    page = page_of(as_("electoral"), at(of=empty))
    assert "Undetermined" in page and "What decides" in page
    assert "The fewest answers that lead elsewhere" in page
    assert "A returned questionnaire, a letter or a talk with the committee." in page


def test_a_gate_that_bars_is_named_and_coalition_advocacy_stays(as_, at, candidacy, cast):
    dossiers.set_answer(candidacy=candidacy, fact="solicited", value="no", by=cast.electoral, at=NOW)
    page = page_of(as_("member"), at())
    assert "It fails a gate that every endorsement must pass: Sought the endorsement (G1)." in page
    assert "Coalition advocacy" in page and "CAES, Coalitions ¶6" in page
    assert 'class="finding finding--decides" id="finding-G1"' in page
    assert "What would change this" in page


def test_cadre_with_class_struggle_says_that_cadre_goes_first(as_, at, candidacy, cast):
    dossiers.set_answer(candidacy=candidacy, fact="rooted", value="yes", by=cast.electoral, at=NOW)
    page = page_of(as_("member"), at())
    assert "It is a class-struggle campaign as well; cadre has the priority (CAES, Chapter Strategy ¶5)." in page


def test_class_struggle_with_cadre_open_says_what_could_raise_it(as_, at, candidacy, cast):
    dossiers.set_answer(candidacy=candidacy, fact="rooted", value="unknown", by=cast.electoral, at=NOW)
    assert "What could raise it to cadre" in page_of(as_("member"), at())


@pytest.mark.parametrize(
    ("opponent", "words"),
    [
        ("yes", "members should vote tactically"),
        ("no", "No far-right opponent stands in this race."),
        ("unknown", "Nobody has recorded yet whether a far-right opponent"),
    ],
)
def test_the_tactical_note_stands_beside_the_verdict(as_, at, candidacy, opponent, words):
    Race.objects.filter(pk=candidacy.race_id).update(far_right_opponent=opponent, tactical_note="Mind the <runoff>.")
    page = page_of(as_("member"), at())
    assert words in page and "Mind the &lt;runoff&gt;." in page


def test_each_fact_says_who_set_it_and_when(as_, at, candidacy, cast):
    dossiers.set_answer(candidacy=candidacy, fact="rooted", value="yes", by=cast.admin, at=NOW)
    page = page_of(as_("member"), at())
    assert f"{cast.admin.name}, <time" in page
    assert "2 Mar 2026, 13:00 EST" in page


def test_history_tells_each_kind_of_event_in_order(as_, at, candidacy, cast):
    note = dossiers.write_note(candidacy=candidacy, side="against", text="No.", by=cast.electoral, at=NOW)
    dossiers.withdraw_note(note=note, by=cast.electoral, at=NOW)
    assessments.freeze(candidacy=candidacy, as_of=TODAY, by=cast.electoral, at=NOW)
    page = page_of(as_("member"), at("candidacy_history"))
    for words in (
        "opened the candidacy",
        "answered DSA member: Yes",
        "answered Universal rent control: Holds",
        "wrote the case against",
        "withdrew a note against",
        "froze the dossier as assessment 1: Class struggle",
    ):
        assert words in page


def test_history_narrows_to_one_fact_and_knows_no_other(as_, at):
    page = page_of(as_("member"), at("candidacy_history") + "?fact=member")
    assert "answered DSA member: Yes" in page and "opened the candidacy" not in page
    assert "Nobody has answered this yet." in page_of(as_("member"), at("candidacy_history") + "?fact=sio_commitment")
    assert as_("member").get(at("candidacy_history") + "?fact=nonsense").status_code == 404


def test_history_goes_on_over_pages(as_, at, candidacy, cast):
    for number in range(60):
        dossiers.set_answer(candidacy=candidacy, fact="rooted", value=["yes", "no"][number % 2], by=cast.admin, at=NOW)
    first = page_of(as_("member"), at("candidacy_history"))
    last = page_of(as_("member"), at("candidacy_history") + "?page=9999")
    assert 'rel="next"' in first and "opened the candidacy" in last


def test_a_note_is_written_rendered_and_withdrawn_by_its_writer_only(as_, at, candidacy, cast):
    client = as_("electoral")
    assert 'name="text"' in page_of(client, at() + "?write=for")
    kept = client.post(at("write_note"), {"side": "for", "text": "**Strong** <script>x</script> [a](javascript:x)"})
    assert (kept.status_code, kept.url) == (302, at() + "#notes")
    page = page_of(client, at())
    assert "<strong>Strong</strong>" in page
    assert "<script>x" not in page and 'href="javascript' not in page
    note = Note.objects.get()
    other = factories.seat(cast.chapter, "electoral-committee")
    stranger = as_("electoral")
    stranger.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert f"notes/{note.pk}/withdraw" not in page_of(stranger, at())
    stranger.post(at("withdraw_note", note.pk))
    note.refresh_from_db()
    assert note.withdrawn_at is None
    client.post(at("withdraw_note", note.pk))
    note.refresh_from_db()
    assert note.withdrawn_at is not None
    assert "<strong>Strong</strong>" not in page_of(client, at())


@pytest.mark.parametrize(
    "data",
    [{"side": "for", "text": ""}, {"side": "both", "text": "Words"}, {"side": "for", "text": "x" * 50_001}, {}],
)
def test_a_note_with_something_wrong_comes_back_with_what_was_typed(as_, at, data):
    page = as_("electoral").post(at("write_note"), data)
    assert page.status_code == 422
    assert "field__error" in page.content.decode()
    assert data.get("text", "")[:50] in page.content.decode()
    assert not Note.objects.exists()
