"""Answering facts from the page: quick buttons and the editor, with htmx and without."""

import pytest

from endorsements.limits import ANSWER_CHARACTERS
from endorsements.models import Answer
from endorsements.operations import candidacies, dossiers
from tests.candidacy.conftest import HTMX
from tests.factories import NOW

EDITED = {
    "value": "yes",
    "evidence": "Chaired the tenants' group.\r\nFor three years.",
    "link": "https://example.org/minutes",
    "source": "Minutes",
    "evidence_on": "2026-02-01",
}


def test_a_quick_button_answers_and_leads_back_to_the_fact(as_, at, seen, current):
    answered = as_("electoral").post(at("fact", "member"), {"value": "no", "seen": seen("member")})
    assert (answered.status_code, answered.url) == (302, at() + "#fact-member")
    assert current("member").value == "no"


def test_with_htmx_the_row_comes_back_with_verdict_and_findings_out_of_band(as_, at, seen):
    data = {"value": "no", "seen": seen("member"), "shown": "class-struggle"}
    page = as_("electoral").post(at("fact", "member"), data, headers=HTMX)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.strip().startswith('<li class="fact" id="fact-member"')
    for id in ("verdict-bar", "verdict", "findings"):
        assert f'id="{id}"' in text
    assert text.count('hx-swap-oob="true"') == 3
    assert "It fails a gate that every endorsement must pass: Is a member (G2)." in text
    assert 'hx-swap-oob="innerHTML:#verdict-said">Verdict: Not endorsable' in text
    assert 'id="f-member-no" name="value" value="no" aria-pressed="true" aria-labelledby="f-member-no q-member"' in text


def test_the_verdict_is_announced_only_when_it_changed(as_, at, seen):
    data = {"value": "no", "seen": seen("sio_commitment"), "shown": "class-struggle"}
    page = as_("electoral").post(at("fact", "sio_commitment"), data, headers=HTMX)
    assert page.status_code == 200
    assert "verdict-said" not in page.content.decode()


def test_a_red_line_is_answered_by_its_dotted_id(as_, at, seen, current):
    fact = "red_lines.rent-control"
    page = as_("electoral").post(at("fact", fact), {"value": "crosses", "seen": seen(fact)}, headers=HTMX)
    assert page.status_code == 200
    assert 'id="fact-red_lines--rent-control"' in page.content.decode()
    assert current(fact).value == "crosses"


@pytest.mark.parametrize(
    ("fact", "value"), [("branch", "executive"), ("contest", "nonpartisan"), ("ballot_line", "none")]
)
def test_a_choice_takes_its_listed_values(as_, at, seen, current, fact, value):
    as_("electoral").post(at("fact", fact), {"value": value, "seen": seen(fact)})
    assert current(fact).value == value


@pytest.mark.parametrize("value", ["maybe", "", "x" * 25, "holds"])
def test_a_value_that_the_fact_does_not_take_is_refused_beside_it(as_, at, seen, current, value):
    page = as_("electoral").post(at("fact", "member"), {"value": value, "seen": seen("member")}, headers=HTMX)
    assert page.status_code == 422
    assert 'class="field__error" role="alert"' in page.content.decode()
    assert current("member").value == "yes"


@pytest.mark.parametrize("fact", ["nonsense", "red_lines.nonsense", "red_lines."])
def test_there_is_no_such_fact(as_, at, fact):
    assert as_("electoral").post(at("fact", fact), {"value": "yes"}).status_code == 404


def test_the_editor_keeps_evidence_with_the_answer(as_, at, seen, current):
    as_("electoral").post(at("fact", "rooted"), {**EDITED, "seen": seen("rooted")})
    answer = current("rooted")
    assert answer.evidence == "Chaired the tenants' group.\nFor three years."
    assert (answer.link, answer.source, str(answer.evidence_on)) == (EDITED["link"], "Minutes", "2026-02-01")
    page = as_("member").get(at()).content.decode()
    assert "Chaired the tenants&#x27; group." in page
    assert '<a href="https://example.org/minutes" rel="noopener noreferrer nofollow">example.org/minutes</a>' in page


def test_pressing_the_answer_that_stands_keeps_its_evidence(as_, at, seen, current):
    as_("electoral").post(at("fact", "rooted"), {**EDITED, "seen": seen("rooted")})
    before = Answer.objects.count()
    as_("electoral").post(at("fact", "rooted"), {"value": "yes", "seen": seen("rooted")})
    assert current("rooted").source == "Minutes"
    assert Answer.objects.count() == before


def test_unknown_to_a_fact_nobody_answered_writes_nothing(as_, at):
    before = Answer.objects.count()
    page = as_("electoral").post(at("fact", "sio_commitment"), {"value": "unknown", "seen": ""}, headers=HTMX)
    assert (page.status_code, Answer.objects.count()) == (200, before)


def test_another_value_starts_without_evidence_and_says_where_the_earlier_is(as_, at, seen, current):
    as_("electoral").post(at("fact", "rooted"), {**EDITED, "seen": seen("rooted")})
    page = as_("electoral").post(at("fact", "rooted"), {"value": "no", "seen": seen("rooted")}, headers=HTMX)
    assert current("rooted").evidence == ""
    assert "Evidence of an earlier answer is in the history" in page.content.decode()
    history = as_("electoral").get(at("candidacy_history") + "?fact=rooted").content.decode()
    assert "Chaired the tenants&#x27; group." in history
    assert "changed rooted in the chapter from Yes to No" in history


def test_the_editor_opens_by_link_without_scripts(as_, at):
    sent_on = as_("electoral").get(at("fact", "member"))
    assert (sent_on.status_code, sent_on.url) == (302, at() + "?edit=member#fact-member")
    page = as_("electoral").get(sent_on.url.partition("#")[0]).content.decode()
    assert page.count('name="evidence"') == 1
    assert 'id="edit-member-evidence"' in page
    assert "autofocus" in page


def test_the_editor_opens_and_closes_by_htmx(as_, at):
    opened = as_("electoral").get(at("fact", "member") + "?edit=1", headers=HTMX).content.decode()
    assert 'name="evidence"' in opened and opened.count("<li") == 1
    closed = as_("electoral").get(at("fact", "member"), headers=HTMX).content.decode()
    assert 'name="evidence"' not in closed and "autofocus" in closed


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("link", "javascript:alert(1)", "Enter a web address that starts with http:// or https://."),
        ("link", "data:text/html,x", "Enter a web address that starts with http:// or https://."),
        ("link", "ftp://example.org/", "Enter a web address that starts with http:// or https://."),
        ("link", "https://example.org/" + "x" * 500, "at most 500 characters"),
        ("evidence_on", "2026-02-30", "Enter a valid date."),
        ("source", "x" * 201, "at most 200 characters"),
        ("evidence", "x" * (ANSWER_CHARACTERS + 7), "This text has 50,007 characters; at most 50,000 fit."),
        ("evidence", "with a \x00 in it", "Null characters are not allowed."),
        ("value", "perhaps", "Select a valid choice."),
        ("seen", "none", ""),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(as_, at, seen, field, value, sentence, htmx):
    before = Answer.objects.count()
    data = {**EDITED, "source": "The ledger", "seen": seen("rooted"), field: value}
    page = as_("electoral").post(at("fact", "rooted"), data, headers=HTMX if htmx else {})
    text = page.content.decode()
    assert (page.status_code, Answer.objects.count()) == (422, before)
    assert sentence in text
    assert "Chaired the tenants" in text or field == "evidence"
    assert "The ledger" in text or field == "source"
    assert text.startswith("<!doctype html>") is not htmx


def test_a_long_text_within_the_limit_is_shown_in_part_and_kept_whole(as_, at, seen, current):
    long = "word " * 2000
    as_("electoral").post(at("fact", "rooted"), {**EDITED, "evidence": long, "seen": seen("rooted")})
    assert current("rooted").evidence == long.strip()
    assert "The whole text" in as_("member").get(at()).content.decode()


def test_markup_in_evidence_is_text(as_, at, seen):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    data = {**EDITED, "evidence": hostile, "source": hostile, "seen": seen("rooted")}
    page = as_("electoral").post(at("fact", "rooted"), data, headers=HTMX).content.decode()
    for text in (
        page,
        as_("member").get(at()).content.decode(),
        as_("member").get(at("candidacy_history")).content.decode(),
    ):
        assert "<script>alert" not in text and "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("htmx", [True, False])
def test_two_who_answer_at_once_decide_again(as_, at, seen, current, candidacy, cast, htmx):
    old = seen("rooted")
    theirs = dossiers.set_answer(
        candidacy=candidacy, fact="rooted", value="yes", evidence="Hers", by=cast.admin, at=NOW
    )
    page = as_("electoral").post(at("fact", "rooted"), {"value": "unknown", "seen": old}, headers=HTMX if htmx else {})
    text = page.content.decode()
    assert page.status_code == 422
    assert f"{cast.admin.name} answered this with “Yes”" in text and "You chose “Unknown”" in text
    assert "Hers" in text and f'name="seen" value="{theirs.pk}"' in text
    assert current("rooted").value == "yes"
    as_("electoral").post(at("fact", "rooted"), {"value": "unknown", "seen": str(theirs.pk)})
    assert current("rooted").value == "unknown"


@pytest.mark.parametrize("htmx", [True, False])
def test_what_was_written_meanwhile_is_kept_for_a_second_look(as_, at, seen, current, candidacy, cast, htmx):
    old = seen("rooted")
    theirs = dossiers.set_answer(
        candidacy=candidacy, fact="rooted", value="unknown", evidence="Hers", by=cast.admin, at=NOW
    )
    data = {**EDITED, "seen": old}
    text = as_("electoral").post(at("fact", "rooted"), data, headers=HTMX if htmx else {}).content.decode()
    assert "Chaired the tenants&#x27; group." in text and "Hers" in text
    assert f'name="seen" value="{theirs.pk}"' in text
    as_("electoral").post(at("fact", "rooted"), {**data, "seen": str(theirs.pk)})
    assert current("rooted").source == "Minutes"


def test_a_closed_candidacy_is_read_only(as_, at, seen, current, candidacy, cast):
    candidacies.close_candidacy(candidacy=candidacy, because="Withdrew", by=cast.electoral, at=NOW)
    page = as_("electoral").get(at()).content.decode()
    assert "This candidacy is closed (Withdrew)." in page
    assert 'name="value"' not in page and "freeze/" not in page
    for headers in (HTMX, {}):
        refused = as_("electoral").post(at("fact", "member"), {"value": "no", "seen": seen("member")}, headers=headers)
        assert refused.status_code == 422
        assert "This candidacy is closed (Withdrew)." in refused.content.decode()
    assert current("member").value == "yes"


def test_who_may_only_read_gets_no_forms(as_, at):
    page = as_("steering").get(at() + "?edit=member&write=for").content.decode()
    assert 'name="value"' not in page and 'name="evidence"' not in page and 'name="text"' not in page
    assert as_("steering").post(at("fact", "member"), {"value": "no"}).status_code == 403


def test_every_form_of_the_page_carries_the_requests_token_and_no_more(as_, at):
    editing = as_("electoral").get(at() + "?edit=member").content.decode()
    assert editing.count('name="csrfmiddlewaretoken" value=') == editing.count('method="post"')
    assert 'value=""' not in editing.partition('id="dossier"')[2].split("seen")[0]
    reading = as_("steering").get(at()).content.decode()
    assert "csrfmiddlewaretoken" not in reading.partition('id="dossier"')[2].partition("</main>")[0]


def test_changing_a_fact_takes_the_same_few_queries_however_full_the_dossier(
    as_, at, seen, django_assert_max_num_queries
):
    client = as_("electoral")
    client.post(at("fact", "member"), {"value": "no", "seen": seen("member")}, headers=HTMX)
    shown = seen("member")
    with django_assert_max_num_queries(22):
        client.post(at("fact", "member"), {"value": "yes", "seen": shown}, headers=HTMX)
