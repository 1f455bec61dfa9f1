"""A slate as JSON, and as text for people."""

import json
from collections.abc import Callable, Iterator

from capacity.planning.slate.records import Infeasible, Slate

type Translate = Callable[[str], str]


def as_json(answer: Slate | Infeasible) -> str:
    """The published form, ending with a line's end."""
    return json.dumps(as_values(answer), ensure_ascii=False) + "\n"


def as_values(answer: Slate | Infeasible) -> dict[str, object]:
    """What `as_json` writes, as dicts, lists, texts and whole numbers, its fields in the published order."""
    if isinstance(answer, Infeasible):
        return {"status": "infeasible", "conflict": list(answer.conflict)}
    return {
        "status": "optimal",
        "levels": [{"ranks": list(level.ranks), "value": level.value} for level in answer.levels],
        "supported": list(answer.supported),
        "plan": {id: {start.isoformat(): doors for start, doors in weeks.items()} for id, weeks in answer.plan.items()},
        "left_out": [
            {"id": one.id, "short_by": one.short_by, "instead_of": list(one.instead_of)} for one in answer.left_out
        ],
    }


def as_text(answer: Slate | Infeasible, gettext: Translate = str) -> str:
    """The same for people, in the language that `gettext` speaks."""
    lines = _conflict(answer, gettext) if isinstance(answer, Infeasible) else _slate(answer, gettext)
    return "\n".join(lines) + "\n"


def _conflict(answer: Infeasible, gettext: Translate) -> Iterator[str]:
    yield gettext("No slate: these pinned candidacies cannot be supported together")
    yield from (f"  {_printable(id)}" for id in answer.conflict)


def _slate(answer: Slate, gettext: Translate) -> Iterator[str]:
    yield gettext("The best slate, proven")
    for level in answer.levels:
        yield f"  {_printable(', '.join(level.ranks))}: {level.value}"
    yield gettext("Supported")
    for id in answer.supported:
        weeks = answer.plan.get(id)
        if weeks is None:
            yield f"  {_printable(id)}: " + gettext("an exception, without doors")
            continue
        yield f"  {_printable(id)}: " + gettext("%d doors") % sum(weeks.values())
        yield from (f"    {start.isoformat()}  {doors:>8}" for start, doors in weeks.items())
    yield gettext("Left out")
    for one in answer.left_out:
        short = gettext("short by %d doors") % one.short_by if one.short_by else gettext("its seat is taken")
        places = gettext("in place of one of: %s") % _printable(", ".join(one.instead_of))
        yield f"  {_printable(one.id)}: {short}" + (f"; {places}" if one.instead_of else "")


def _printable(text: str) -> str:
    """Text from a file for a terminal: what would move its cursor or turn its direction is spelled out."""
    return text if text.isprintable() else repr(text)
