"""What a memo says of the slate: plain strings in the reader's language, to be frozen with the rest of it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from capacity.planning.parameters import Level
from capacity.wording import number
from endorsements.models import Candidacy
from endorsements.queries.board import board_of
from endorsements.queries.dossiers import titles_in_force
from endorsements.queries.slate import SlateView, slate_of
from endorsements.queries.slate_lines import Line
from endorsements.queries.slate_variants import Moves
from endorsements.queries.slate_words import doors, listed, points
from endorsements.wording import day


def slate_content(candidacy: Candidacy, on: dt.date) -> dict[str, Any] | None:
    """Return the candidacy's place on its cycle's slate as of a day, and the slate; None when it cannot be chosen.

    Eight queries. The candidacy comes with `race.cycle.chapter` fetched. Also None while promises conflict, when no
    answer stood its check, and before the chapter has said how many canvassers it has.
    """
    cycle = candidacy.race.cycle
    board = board_of(cycle, tuple(titles_in_force(cycle.chapter, on)))
    view = slate_of(board, None)
    line = next((each for each in (*view.inside, *view.left) if each.id == candidacy.pk), None)
    if line is None or view.shown.slate is None or not view.ground.statements:
        return None
    is_in = line in view.inside
    one = frozenset({candidacy.pk})
    moved = slate_of(board, None, moves=Moves(out=one) if is_in else Moves(into=one))
    return {
        "as_of": day(on),
        "is_in": is_in,
        "sentences": [
            _place(view, is_in=is_in),
            *line.why,
            _moved(moved, is_in=is_in),
            line.holds_word,
            _renewed(line),
        ],
        "totals": _("%(committed)s of the chapter's %(have)s doors are committed; all together ask for %(asked)s.")
        % {
            "committed": number(view.shown.committed),
            "have": number(view.shown.doors),
            "asked": number(view.shown.asked),
        },
        "rows": [
            {"name": each.row.name, "race": each.race, "rank": each.rank_word, "doors": number(each.doors)}
            for each in view.inside
        ],
    }


def _place(view: SlateView, *, is_in: bool) -> str:
    said = {"supported": len(view.inside), "all": len(view.inside) + len(view.left)}
    if is_in:
        return _("It is on the slate, with %(supported)s of %(all)s candidacies supported.") % said
    return _("It is not on the slate, which supports %(supported)s of %(all)s candidacies.") % said


def _moved(moved: SlateView, *, is_in: bool) -> str:
    """Say what the slate would be the other way round."""
    if moved.conflict:
        return _("It could not be supported beside what is promised: %(why)s") % {"why": moved.conflict}
    cost = moved.cost
    if cost is None:
        return ""
    lost = [
        _("%(rank)s: %(change)s") % {"rank": level.word, "change": points(level.change)}
        for level in moved.levels
        if level.change
    ]
    value = _("Chance × weight changes: %(levels)s.") % {"levels": listed(lost, _("and"))} if lost else ""
    free = doors(moved.shown.doors - moved.shown.committed)
    if is_in:
        others = (
            _("Without it, these would come in: %(names)s.") % {"names": listed(cost.comes, _("and"))}
            if cost.comes
            else _("Without it, nobody else would come in; %(doors)s would be free.") % {"doors": free}
        )
        return f"{others} {value}".strip()
    others = (
        _("With it, these would fall out: %(names)s.") % {"names": listed(cost.falls, _("and"))}
        if cost.falls
        else _("With it, nobody would fall out.")
    )
    return f"{others} {value}".strip()


def _renewed(line: Line) -> str:
    if line.holds.levels[Level.DEFAULT] == line.holds.renewed:
        return _("Canvassers whom campaigns are said to bring would not change that.")
    if line.holds.renewed:
        return _("It would be on the slate if campaigns brought the canvassers they are said to bring.")
    return _("It would not be on the slate if campaigns brought the canvassers they are said to bring.")
