"""Contests as JSON, and as lines to read."""

from collections.abc import Iterator, Sequence
from json import dumps

from capacity.planning.results.contest import Contest, CountedFrom
from capacity.planning.results.phrases import NotUnderstood, Translate
from capacity.planning.results.reading import Results
from capacity.planning.wording import gettext_noop


def as_json(contest: Contest) -> dict[str, object]:
    """One contest in the form of `manage.py turnout`."""
    election = contest.key.election
    return {
        "election_date": election.held_on.isoformat(),
        "state": election.state,
        "kind": election.kind,
        "office": contest.key.office,
        "district": contest.key.district,
        "party": contest.key.party,
        "ballots_cast": contest.ballots_cast,
        "votes": dict(contest.votes),
        "write_ins": contest.write_ins,
        "counted_from": contest.counted_from.value,
    }


def results_json(results: Results) -> Iterator[str]:
    """The whole answer, one contest or row a line. Reasons are in English, since programs read them."""
    rows = ({"file": row.file, "line": row.line, "why": row.why()} for row in results.not_understood)
    yield '{"contests": ['
    yield from _items(map(as_json, results.contests()))
    yield '],\n "not_understood": ['
    yield from _items(rows)
    yield "]}\n"


def _items(items: Iterator[dict[str, object]]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n  {dumps(item, ensure_ascii=False)}"


def results_text(results: Results, translate: Translate) -> Iterator[str]:
    """Contests, then what a reader should know of the files; lines safe for a terminal, whatever the files hold."""
    for line in _lines(results, translate):
        text = line.removesuffix("\n")
        yield line if text.isprintable() else "".join(one if one.isprintable() else "\ufffd" for one in text) + "\n"


def _lines(results: Results, translate: Translate) -> Iterator[str]:
    for contest in results.contests():
        yield from _contest_text(contest, translate)
    for read in results.files:
        if read.repeated:
            sentence = translate(
                gettext_noop("%(file)s: %(rows)d lines repeat earlier ones, from line %(line)d; counted")
            )
            yield sentence % {"file": read.source.file, "rows": read.repeated, "line": read.first_repeated} + "\n"
    yield from _rows_text(results.not_understood, translate)


def _contest_text(contest: Contest, translate: Translate) -> Iterator[str]:
    key = contest.key
    yield " · ".join(filter(None, (str(key.election.held_on), key.election.state, key.election.kind, *key[1:]))) + "\n"
    if contest.counted_from is CountedFrom.BALLOT_ROWS:
        sentence = translate(gettext_noop("ballots cast: %d, from the ballots counted"))
    else:
        sentence = translate(gettext_noop("ballots cast: %d, from the votes"))
    yield f"  {sentence % contest.ballots_cast}\n"
    for county in contest.without_ballot_rows:
        yield "  " + translate(gettext_noop("without the ballots of %s, which the files do not give")) % county + "\n"
    people = [*contest.votes.items(), (translate(gettext_noop("write-ins")), contest.write_ins)]
    for name, votes in people:
        yield f"  {votes:>9}  {name}\n"


def _rows_text(rows: Sequence[NotUnderstood], translate: Translate) -> Iterator[str]:
    if rows:
        yield translate(gettext_noop("Not understood and not counted:")) + "\n"
    for row in rows:
        line = translate(gettext_noop("line %d")) % row.line
        yield f"  {row.file}, {line}: {row.why(translate)}\n"
