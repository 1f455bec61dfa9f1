"""The triage board: what it shows, what its address can ask of it, and what it costs."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from chapters.models import Chapter
from endorsements.models import Assessment, Cycle, Score
from endorsements.models.weighing import ASPECTS
from endorsements.operations import assessments, cycles
from endorsements.queries.board_row import STAGES, Progress, stage_of
from endorsements.queries.judged import judged
from tests import factories
from tests.decisions import records

NOW = factories.NOW
CROSSING = {**factories.CADRE, "red_lines.rent-control": "crosses"}


def path(cycle: Cycle, name: str = "board") -> str:
    return reverse(name, args=[cycle.chapter.slug, cycle.pk])


@pytest.fixture
def cycle(cast) -> Cycle:
    """Four candidacies in three races, one of each verdict, and a race without any."""
    factories.red_line(cast.chapter)
    made = factories.cycle(cast.chapter, name="Spring")
    holds = {"red_lines.rent-control": "holds"}
    council = factories.race(made, office="City Council", district="9", election_on=dt.date(2027, 6, 1))
    assembly = factories.race(made, office="State Assembly", district="10", decide_by_on=dt.date(2027, 1, 5))
    factories.race(made, office="Mayor", district="", far_right_opponent="yes")
    factories.candidacy(council, {**factories.CADRE, **holds}, name="Ada Cadre", assigned_to=cast.electoral)
    factories.candidacy(council, {**factories.STRUGGLE, **holds}, name="Bo Struggle")
    factories.candidacy(assembly, CROSSING, name="Cy Crosses")
    factories.candidacy(assembly, {"member": "yes"}, name="Di Unknown")
    return made


def names(response) -> list[str]:
    """Return the candidacies' names in the order of the rows."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def test_every_race_stands_on_the_board(as_, cycle):
    response = as_("member").get(path(cycle))
    assert sorted(names(response)) == ["Ada Cadre", "Bo Struggle", "Cy Crosses", "Di Unknown", "No candidacy yet"]
    page = response.content.decode()
    for verdict in ("cadre", "class-struggle", "not-endorsable", "undetermined"):
        assert f'<span class="verdict verdict--{verdict} verdict--plain">' in page
    assert '<span class="mark mark--crosses">Rent control</span>' in page
    assert '<span class="badge" title="Tactical note: a far-right opponent runs in this race.">Far right</span>' in page
    assert "#fact-red_lines--rent-control" in page or "#fact-accountable" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("verdict=cadre", ["Ada Cadre"]),
        ("verdict=undetermined", ["Di Unknown"]),
        ("open=yes", ["Di Unknown"]),
        ("crossed=yes", ["Cy Crosses"]),
        ("mine=yes", ["Ada Cadre"]),
        ("office=City+Council", ["Ada Cadre", "Bo Struggle"]),
        ("q=council+struggle", ["Bo Struggle"]),
        ("q=10", ["Cy Crosses", "Di Unknown"]),
        ("stage=closed", []),
        ("verdict=cadre&crossed=yes", []),
        ("sort=candidacy&q=e", ["Ada Cadre", "Bo Struggle", "Cy Crosses", "Di Unknown"]),
        ("sort=-candidacy&office=State+Assembly", ["Di Unknown", "Cy Crosses"]),
        ("sort=verdict", ["Ada Cadre", "Bo Struggle", "Di Unknown", "Cy Crosses", "No candidacy yet"]),
        ("sort=-verdict", ["Cy Crosses", "Di Unknown", "Bo Struggle", "Ada Cadre", "No candidacy yet"]),
        ("sort=decide-by", ["Cy Crosses", "Di Unknown", "Ada Cadre", "Bo Struggle", "No candidacy yet"]),
        ("decision=none&verdict=cadre", ["Ada Cadre"]),
        ("decision=endorsed", []),
        ("sort=-open&office=State+Assembly", ["Di Unknown", "Cy Crosses"]),
    ],
)
def test_the_address_filters_searches_and_sorts(as_, cycle, query, expected):
    found = names(as_("electoral").get(f"{path(cycle)}?{query}"))
    if query == "sort=candidacy&q=e":  # the search finds the race without a candidacy too, if its office has an “e”
        found = [name for name in found if name != "No candidacy yet"]
    assert found == expected


def test_every_column_sorts_in_both_directions(as_, cycle):
    client = as_("member")
    page = client.get(path(cycle)).content.decode()
    for column in re.findall(r'id="sort-([\w-]+)"', page):
        up, down = (client.get(f"{path(cycle)}?sort={sign}{column}") for sign in ("", "-"))
        assert 'aria-sort="ascending"' in up.content.decode()
        assert 'aria-sort="descending"' in down.content.decode()
        assert sorted(names(up)) == sorted(names(down))


@pytest.mark.parametrize(
    "query",
    [
        "verdict=perhaps",
        "stage=%3Cscript%3E",
        "sort=--name",
        "sort=__class__",
        "office=Nowhere",
        "decision=won",
        "mine=1",
        "q=" + "x" * 200,
    ],
)
def test_an_impossible_choice_is_told_and_left_out(as_, cycle, query):
    response = as_("member").get(f"{path(cycle)}?{query}")
    assert response.status_code == 200
    assert "Not every filter in this address makes sense." in response.content.decode()
    assert len(names(response)) == 5
    assert "<script>" not in response.content.decode()


def test_closed_candidacies_are_shown_when_asked_for(as_, cycle, cast):
    closed = factories.candidacy(cycle.races.first(), name="Ed Closed", closed_at=NOW, closed_because="Withdrew")
    client = as_("member")
    assert closed.candidate.name not in names(client.get(path(cycle)))
    assert closed.candidate.name in names(client.get(path(cycle) + "?closed=yes"))
    assert names(client.get(path(cycle) + "?stage=closed")) == ["Ed Closed"]


def test_what_a_process_keeps_of_the_page_is_kept_by_what_it_says(as_, cycle):
    """The filters' form and the heads: asked for twice, by two people, they differ where anything in them does."""
    first, second = as_("member"), as_("electoral")

    def frame(client, query: str = "", **headers: str) -> tuple[str, str]:
        page = client.get(path(cycle) + query, headers=headers).content.decode()
        form = page[page.index('<form class="filters"') :].partition("</form>")[0]
        return form, page.partition("<thead>")[2].partition("</thead>")[0]

    plain = frame(first)
    assert frame(second) == plain
    for query in ("?q=Ada", "?verdict=cadre", "?office=Mayor", "?mine=yes", "?sort=-race"):
        form, heads = frame(first, query)
        assert heads != plain[1]
        assert (form == plain[0]) is query.startswith("?sort")
    assert frame(first) == plain
    spanish = frame(first, **{"Accept-Language": "es"})
    assert all(theirs != ours for theirs, ours in zip(spanish, plain, strict=True))
    office = factories.race(cycle, office="Harbour Board")
    assert "<option>Harbour Board</option>" in frame(first)[0]
    factories.candidacy(office, name="Ed Closed", closed_at=NOW, closed_because="Withdrew")
    assert "Show closed ones (1)" in frame(first)[0]


def test_htmx_gets_the_rows_and_a_clean_address(as_, cycle):
    response = as_("member").get(path(cycle) + "?q=&verdict=cadre&stage=", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response["HX-Push-Url"] == path(cycle) + "?verdict=cadre"
    assert "<html" not in page
    assert names(response) == ["Ada Cadre"]
    assert 'hx-swap-oob="innerHTML"' in page
    assert "HX-Request" in response["Vary"]


def test_stages_follow_what_was_done(as_, cast, cycle):
    candidacy = cycle.races.get(office="City Council").candidacies.get(candidate__name="Bo Struggle")
    client = as_("electoral")

    def stage() -> str:
        rows = client.get(path(cycle) + "?q=struggle").content.decode()
        return re.search(r'data-label="Stage and decision">([^<]*)<', rows)[1]

    assert stage() == "Dossier"
    Score.objects.create(candidacy=candidacy, member=cast.electoral, scored_at=NOW, **dict.fromkeys(ASPECTS, 1))
    assert stage() == "Weighed"
    assessments.freeze(candidacy=candidacy, as_of=NOW.date(), by=cast.electoral, at=NOW)
    assert stage() == "Assessed"
    assert "changed since" not in client.get(path(cycle) + "?q=struggle").content.decode()
    candidacy.answers.filter(fact="visible").update(set_at=NOW + dt.timedelta(minutes=1))
    assert "changed since" in client.get(path(cycle) + "?q=struggle").content.decode()


def test_decisions_stand_by_the_stage_with_mark_and_word(as_, cycle):
    by_name = {each.candidate.name: each for race in cycle.races.all() for each in race.candidacies.all()}
    records.decide(records.motion(by_name["Ada Cadre"]))
    asked = records.motion(by_name["Ada Cadre"], "seek-national")
    records.decide(asked, at=records.hours(1))
    records.decide(records.motion(by_name["Bo Struggle"]), "no-quorum")
    records.ballot(records.motion(by_name["Cy Crosses"], "do-not-endorse"), "open")
    records.motion(by_name["Di Unknown"])
    client = as_("member")
    page = client.get(path(cycle)).content.decode()
    for shape, word in (
        ("made", "Endorsed, national endorsement sought"),
        ("lapsed", "Failed for want of a quorum"),
        ("open", "Voting is open"),
        ("open", "Moved, not decided"),
    ):
        assert f'<span class="decision decision--{shape}">{word}</span>' in page
    records.national(asked, "declined")
    assert "Endorsed, national endorsement declined" in client.get(path(cycle)).content.decode()
    for query, expected in (
        ("decision=endorsed", ["Ada Cadre"]),
        ("decision=voting", ["Cy Crosses"]),
        ("decision=moved", ["Di Unknown"]),
        ("decision=no-quorum", ["Bo Struggle"]),
        ("decision=none", []),
        ("sort=stage", ["Ada Cadre", "Cy Crosses", "Di Unknown", "Bo Struggle", "No candidacy yet"]),
    ):
        assert names(client.get(f"{path(cycle)}?{query}")) == expected


def test_a_contest_is_told_of_everybody_who_stood_in_it(as_, cycle):
    council = cycle.races.get(office="City Council")
    records.decide(records.motion(council), chosen=council.candidacies.get(candidate__name="Bo Struggle"))
    council.candidacies.update(opened_at=records.hours(-200))
    page = as_("member").get(path(cycle) + "?office=City+Council").content.decode()
    assert page.count('decision--made">Endorsed</span>') == 1
    assert page.count('decision--lapsed">Another was chosen</span>') == 1


@pytest.mark.parametrize(
    ("progress", "closed", "stage"),
    [
        (Progress(), False, "dossier"),
        (Progress(scored=True), False, "weighed"),
        (Progress(scored=True, assessment=1), False, "assessed"),
        (Progress(assessment=2, memo=1), False, "assessed"),
        (Progress(assessment=2, memo=2), False, "memo-issued"),
        (Progress(assessment=2, memo=2), True, "closed"),
    ],
)
def test_a_stage_is_the_last_one_reached(progress, closed, stage):
    assert stage_of(progress, closed=closed) == stage
    assert stage in STAGES


def test_a_dossier_of_a_rulebook_that_is_gone_is_shown_as_such(as_, cycle):
    cycle.races.get(office="City Council").candidacies.update(rulebook="caes-1999")
    page = as_("member").get(path(cycle)).content.decode()
    assert page.count("Cannot be judged") == 2
    assert "unknown rulebook" in page


def test_judging_minds_no_order_of_the_answers():
    pairs = [f"{fact}={value}" for fact, value in factories.CADRE.items()]
    assert judged(factories.RULEBOOK, " ".join(pairs), ()) == judged(factories.RULEBOOK, " ".join(pairs[::-1]), ())


def test_markup_in_names_stays_text(as_, cast):
    cycle = factories.cycle(cast.chapter)
    race = factories.race(cycle, office="<b>Office</b>", district="%(name)s [[url]]")
    factories.candidacy(race, name='<script>alert("x")</script>', assigned_to=cast.electoral)
    page = as_("member").get(path(cycle)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "&lt;b&gt;Office&lt;/b&gt;, %(name)s [[url]]" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_costs_the_same_however_many_rows(as_, cast, rows, django_assert_num_queries):
    factories.red_line(cast.chapter)
    cycle = factories.cycle(cast.chapter)
    for _ in range(rows):
        candidacy = factories.candidacy(factories.race(cycle), factories.CADRE, assigned_to=cast.electoral)
        assessments.freeze(candidacy=candidacy, as_of=NOW.date(), by=cast.electoral, at=NOW)
        records.decide(records.motion(candidacy))
        records.ballot(records.motion(candidacy, "rescind"), "open")
    client = as_("electoral")
    with django_assert_num_queries(11):
        client.get(path(cycle))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_cycles_cost_the_same_however_many_there_are(as_, cast, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.candidacy(factories.race(factories.cycle(cast.chapter)))
    client = as_("electoral")
    with django_assert_num_queries(4):
        client.get(reverse("cycles", args=[cast.chapter.slug]))


def test_the_chapter_leads_to_its_newest_open_cycle(as_, cast):
    home = reverse("chapter", args=[cast.chapter.slug])
    client = as_("member")
    assert client.get(home).url == reverse("cycles", args=[cast.chapter.slug])
    assert "No cycles yet" in client.get(home, follow=True).content.decode()
    older = factories.cycle(cast.chapter, starts_on=dt.date(2025, 1, 1))
    newer = factories.cycle(cast.chapter, starts_on=dt.date(2026, 1, 1))
    assert client.get(home).url == path(newer)
    cycles.close_cycle(cycle=newer, by=cast.electoral, at=NOW)
    assert client.get(home).url == path(older)


@pytest.mark.parametrize("name", ["board", "board_csv", "board_xlsx"])
def test_another_chapters_cycle_is_no_cycle(as_, cast, cycle, name):
    theirs = factories.cycle(cast.other_chapter)
    client = as_("admin")
    answers = [client.get(reverse(name, args=[cast.chapter.slug, pk])) for pk in (theirs.pk, 10**9, 10**30)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Chapter.objects.count() == 2
    assert not Assessment.objects.exists()
