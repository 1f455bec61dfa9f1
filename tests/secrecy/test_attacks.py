"""Who voted how cannot be found in the database of a closed secret ballot; the same attacks empty the naive tables."""

import json
from collections import Counter

import psycopg
import pytest

from endorsements.operations.closing import box_digest
from tests.secrecy import attacks, naive, remains
from tests.secrecy.conftest import Election, server_log
from tests.secrecy.election import SHARES, VOTERS
from tests.secrecy.traces import Row

pytestmark = pytest.mark.slow
EXPECTED = {"chapters_member", "django_session", "endorsements_rollentry", "chapters_seat"}


def test_the_election_was_held(election: Election):
    """Everybody voted, each has a receipt, and the box holds exactly what they chose."""
    assert len(election.truth) == VOTERS == len(set(election.receipts.values()))
    held = {vote.code: vote.choice for vote in election.votes}
    assert held == {election.receipts[member]: choice for member, choice in election.truth.items()}
    assert Counter(election.truth.values()) == SHARES


def test_clearing_says_when_it_could_not(election: Election):
    """While somebody copies the database, old versions stay; the worker is told, holds no vote up, and tries again."""
    (while_copied, seconds), (after, _) = election.cleared
    assert (while_copied, after) == (False, True)
    assert seconds < 5


def test_the_tables_an_attacker_reads_are_filled(election: Election):
    """Nothing below is found to be safe only because it is empty."""
    filled = {row.table for row in election.rows}
    assert filled >= EXPECTED
    assert {"chapters_logentry", "django_tasks_database_dbtaskresult", "cache"} <= filled
    orders = attacks.sequences(election.rows, election.people)
    naming_all = [name for name, held in orders.items() if {who for _, who in held} == election.people.ids]
    assert {"django_session by expire_date", "chapters_member by last_login"} <= set(naming_all)
    assert len(election.mail) == VOTERS // 2


@pytest.mark.parametrize("attack", attacks.ALL, ids=lambda attack: attack.__name__)
def test_no_attack_does_better_than_chance(election: Election, attack):  # type: ignore[no-untyped-def]
    """Joining by a value finds nobody at all; laying one order beside another finds what shuffling would."""
    results = list(attack(election.rows, election.people, election.votes))
    recovered, name = attacks.best(results, election.truth)
    assert recovered <= attacks.chance(election.truth), name
    if attack is not attacks.ordered:
        assert [(how, guesses) for how, guesses in results if guesses] == []
    else:
        assert len(results) > 20


def test_the_naive_tables_are_emptied(election: Election):
    """The control: random ids, no timestamps, one transaction a vote. Every single vote is recovered."""
    votes = list(election.truth.items())
    if election.on_postgresql:
        naive.on_postgresql(election.url, votes)
    else:
        naive.on_sqlite(election.file, votes)
    rows = [row for table in ("naive_voted", "naive_vote") for row in election.reader.rows_of(table)]
    results = dict(attacks.ordered(rows, election.people, attacks.in_rows(rows)))
    results |= dict(attacks.joined(rows, election.people, attacks.in_rows(rows)))
    scores = {how: attacks.score(guesses, election.truth) for how, guesses in results.items()}
    if election.on_postgresql:
        assert scores["naive_voted by xmin = votes by xmin"] == VOTERS
        assert scores["naive_voted by ctid ~ votes by ctid"] == VOTERS
    else:
        assert scores["naive_voted by rowid ~ votes by rowid"] == VOTERS
    assert scores["naive_voted by id ~ votes by id"] <= attacks.chance(election.truth)


def test_a_box_in_the_order_of_voting_would_be_emptied(election: Election):
    """The control of laying orders beside each other: what people do at the site says in which order they came."""
    by_code = {vote.code: vote for vote in election.votes}
    as_cast = [
        attacks.Vote(by_code[code].choice, code, {"position": f"{place:06}"})
        for place, code in enumerate(election.receipts.values())
    ]
    scores = {
        how: attacks.score(guesses, election.truth)
        for how, guesses in attacks.ordered(election.rows, election.people, as_cast)
    }
    assert scores["chapters_member by last_login ~ votes by position"] == VOTERS
    assert scores["django_session by expire_date (last) ~ votes by position"] == VOTERS


def test_a_receipt_in_a_session_would_be_found(election: Election):
    """The control of the search: put there what a redirect with a message would have put there."""
    from django.core import signing

    def session_with(row: Row) -> Row:
        (member,) = election.people.named_by(row)
        data = {"_auth_user_id": str(member), "receipt": election.receipts[member]}
        packed = signing.dumps(data, key="any", compress=True)
        return Row(row.table, {**row.columns, "session_data": packed}, row.hidden)

    rows = [session_with(row) for row in election.rows if row.table == "django_session"]
    guesses = dict(attacks.searched(rows, election.people, election.votes))["django_session holds receipts"]
    assert attacks.score(guesses, election.truth) == VOTERS


def test_no_row_holds_a_receipt_but_the_box_and_the_published_list(election: Election):
    texts = [(row.table, row.text) for row in election.rows]
    holders = {table for table, text in texts if any(code in text for code in election.receipts.values())}
    assert holders == {"endorsements_ballotbox", "endorsements_ballot"}
    (ballot,) = [row for row in election.rows if row.table == "endorsements_ballot"]
    published = ballot.columns["receipts"]
    published = json.loads(published) if isinstance(published, str) else published
    assert published == sorted(election.receipts.values())


def test_what_is_mailed_and_logged_holds_no_vote(election: Election):
    """With the site's log at its loudest, and after a vote that the database refused to write."""
    told = {"mail": "\n".join(election.mail), "the site's log": election.site_log}
    assert "vote_not_recorded" in told["the site's log"]
    if election.on_postgresql and election.server_log:
        told["PostgreSQL's log"] = election.server_log
        assert "forced" in election.server_log
    for where, text in told.items():
        assert [code for code in election.receipts.values() if code in text] == [], where
        assert not any(f'["{choice}"]' in text or f"choice={choice}" in text for choice in SHARES), where
    if election.on_postgresql and election.server_log:
        # What is in the log of a vote that was refused: the statement, with its places and without their values.
        assert "endorsements_ballotbox" in election.server_log
        assert '"votes" = $1' in election.server_log


def test_with_values_bound_by_the_client_the_log_would_hold_the_vote(election: Election):
    """The control: what `server_side_binding` keeps out."""
    if not election.server_log:
        pytest.skip("no PostgreSQL, or one whose log is elsewhere")
    vote = '[["A-NAIVE-RECEIPT", ["yes"], "1"]]'
    with (
        pytest.raises(psycopg.errors.DivisionByZero),
        psycopg.connect(election.url, cursor_factory=psycopg.ClientCursor) as connection,
    ):
        connection.execute("SELECT 1 / 0, %s::jsonb", [vote])
    assert "A-NAIVE-RECEIPT" in server_log(election.url)


def test_statistics_of_statements_hold_no_vote(election: Election):
    if not election.on_postgresql:
        pytest.skip("SQLite keeps none")
    with psycopg.connect(election.url) as superuser:
        found = superuser.execute("SELECT query FROM pg_stat_activity WHERE query IS NOT NULL").fetchall()
    text = "\n".join(query for (query,) in found)
    assert [code for code in election.receipts.values() if code in text] == []


def test_old_versions_of_rows_are_gone_after_the_close(election: Election):
    """They told everything while a copy held them back; this is what clearing them is for."""
    if not election.on_postgresql:
        pytest.skip("SQLite: see the bytes")
    if not remains.can_inspect_pages(election.url):
        pytest.skip("this PostgreSQL comes without pageinspect")
    assert attacks.score(election.while_open, election.truth) == VOTERS
    assert remains.by_old_versions(election.url, election.votes) == {}


def test_the_bytes_on_the_disk_hold_each_vote_once(election: Election):
    """No code stands anywhere but in the box as it is now and, on SQLite's one file, in the published list."""
    held = remains.times_held(election.left, election.votes)
    if election.on_postgresql:
        assert max(held) <= 1
    else:
        assert attacks.score(election.while_open, election.truth) > VOTERS * 0.9
        assert max(held) <= 2  # fewer where a page ends within a code


def test_the_published_hash_tells_nothing_of_a_small_box():
    """With the tally known there are few boxes to try: without a salt the right one shows itself."""
    codes = ["AAAA-AAAA-AAAA-AAAA", "BBBB-BBBB-BBBB-BBBB", "CCCC-CCCC-CCCC-CCCC", "DDDD-DDDD-DDDD-DDDD",
             "EEEE-EEEE-EEEE-EEEE", "FFFF-FFFF-FFFF-FFFF"]  # fmt: skip
    held = ["yes", "no", "yes", "abstain", "no", "yes"]
    votes = [[code, [choice], "1"] for code, choice in zip(codes, held, strict=True)]
    tally = sorted(held)
    assert attacks.by_hash(codes, tally, box_digest("", votes)) == dict(zip(codes, held, strict=True))
    assert attacks.by_hash(codes, tally, box_digest("5a17" * 16, votes)) is None
