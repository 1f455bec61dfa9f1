"""Results as JSON and as plain text."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from endorsements.rules.judgement import Explanation
from endorsements.rules.rulebook import Rulebook
from endorsements.rules.tables import Change, Finding
from endorsements.rules.wording import gettext_noop

_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode


def result_line(id: str, book: Rulebook, told: Explanation) -> str:
    """One result as a line of JSON."""
    return result_json(id, told) + "\n"


def result_json(id: str, told: Explanation) -> str:
    """One result as a JSON object, its fields in the published order."""
    return (
        f'{{"id": {_quoted(id)}, "verdict": "{told.verdict}", "kind": "{told.kind}", '
        f'"qualifies_as_both": {"true" if told.qualifies_as_both else "false"}, '
        f'"coalition_advocacy": {"true" if told.coalition_advocacy else "false"}, '
        f'"findings": [{", ".join(map(_finding, told.findings))}], '
        f'"open_facts": [{", ".join(map(_quoted, told.open_facts))}], '
        f'"would_settle": [{", ".join(map(_change, told.would_settle))}], '
        f'"could_raise": [{", ".join(map(_quoted, told.could_raise))}], '
        f'"would_change": [{", ".join(map(_change, told.would_change))}]}}'
    )


def file_json(book: Rulebook, results: Iterable[tuple[str, Explanation]]) -> Iterator[str]:
    """A file's results (dossier's id, explanation) as one JSON object, some of it at a time."""
    yield f'{{"rulebook": {_quoted(book.id)}, "results": ['
    for number, (id, told) in enumerate(results):
        yield f"{',' if number else ''}\n  {result_json(id, told)}"
    yield "]}\n"


def result_text(id: str, book: Rulebook, told: Explanation, translate: Callable[[str], str] = str) -> str:
    """One result for people to read, in the language that `translate` speaks, ending with an empty line."""

    def line(label: str, text: str) -> str:
        return f"  {translate(label)}: {text}"

    lines = [
        _printable(id),
        line(gettext_noop("Verdict"), told.verdict),
        line(gettext_noop("Kind"), told.kind),
        line(gettext_noop("Qualifies as both"), translate(_YES_OR_NO[told.qualifies_as_both])),
        line(gettext_noop("Coalition advocacy"), translate(_YES_OR_NO[told.coalition_advocacy])),
        f"  {translate(gettext_noop('Findings'))}:",
    ]
    for rule, finding in zip(book.criteria, told.findings, strict=True):
        because = _printable(", ".join(finding.because)) or "–"
        lines.append(f"    {finding.code} {finding.value:<7}  {translate(rule.title)}: {because}  [{finding.source}]")
    parts = (
        (gettext_noop("Open"), [_printable(fact) for fact in told.open_facts]),
        (gettext_noop("Would settle it"), [_change_text(change) for change in told.would_settle]),
        (gettext_noop("Could raise it to cadre"), [_printable(fact) for fact in told.could_raise]),
        (gettext_noop("Would change it"), [_change_text(change) for change in told.would_change]),
    )
    lines += [line(label, "; ".join(items)) for label, items in parts if items]
    return "\n".join(lines) + "\n\n"


_YES_OR_NO = {True: gettext_noop("yes"), False: gettext_noop("no")}


def _change_text(change: Change) -> str:
    return f"{_printable(change.fact)} = {change.to} → {change.verdict}"


def _printable(text: str) -> str:
    """Text from a file for a terminal: what would move its cursor or turn its direction is spelled out."""
    return text if text.isprintable() else repr(text)


# The same few hundred findings and changes return in every file; only those about red lines vary with what is in it.
@lru_cache(maxsize=4096)
def _finding(finding: Finding) -> str:
    code, value, because, source = finding
    listed = ", ".join(map(_quoted, because))
    return f'{{"code": "{code}", "value": "{value}", "because": [{listed}], "source": {_quoted(source)}}}'


@lru_cache(maxsize=4096)
def _change(change: Change) -> str:
    fact, to, verdict = change
    return f'{{"fact": {_quoted(fact)}, "to": "{to}", "verdict": "{verdict}"}}'
