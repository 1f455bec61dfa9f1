"""What the slate page's address asks: which figures, with or without renewed capacity, who is moved in or out."""

from dataclasses import dataclass, replace
from itertools import chain

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from capacity.planning.parameters import Level
from endorsements.queries.slate_variants import NOBODY, UNMOVED, Moves

MOST_MOVED = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for; `problems` are sentences about what makes no sense, which is left out."""

    level: Level = Level.DEFAULT
    renewed: bool = False
    moves: Moves = UNMOVED
    problems: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """Return the same as an address's query, with its question mark; "?" alone for the plain page."""
        parts = [("level", str(self.level))] if self.level is not Level.DEFAULT else []
        parts += [("renewed", "yes")] if self.renewed else []
        for to, moved in (("in", self.moves.into), ("out", self.moves.out)):
            parts += [(to, str(pk)) for pk in sorted(moved)]
        return f"?{urlencode(parts)}"

    def at(self, level: Level) -> "Asked":
        """Return the same at another level."""
        return replace(self, level=level)

    def with_renewed(self, renewed: bool) -> "Asked":
        """Return the same with or without renewed capacity."""
        return replace(self, renewed=renewed)

    def moved(self, candidacy: int, to: str) -> "Asked":
        """Return the same with a candidacy moved `in` or `out`, or, with "", left to the plan again."""
        one = frozenset({candidacy})
        into, out = self.moves.into - one, self.moves.out - one
        return replace(self, moves=Moves(into | one if to == "in" else into, out | one if to == "out" else out))

    def unmoved(self) -> "Asked":
        """Return the same with nobody moved."""
        return replace(self, moves=UNMOVED)


def read(data: QueryDict, choosable: dict[int, str]) -> Asked:
    """Read an address's query. `choosable` are the names, by candidacy, of those that can be moved."""
    problems = []
    level, renewed = data.get("level", ""), data.get("renewed", "")
    if level not in ("", *Level):
        problems.append(_("There are no figures called “%(value).60s”; the default ones are shown.") % {"value": level})
        level = ""
    if renewed not in ("", "yes"):
        problems.append(_("“renewed” can only be “yes”."))
    moved: dict[str, frozenset[int]] = {"in": NOBODY, "out": NOBODY}
    for to in moved:
        values = data.getlist(to)[:MOST_MOVED]
        known = {int(each) for each in values if _is_known(each, choosable)}
        problems += [_unknown(each) for each in values if each and not _is_known(each, choosable)]
        moved[to] = frozenset(known)
    for pk in sorted(moved["in"] & moved["out"]):
        problems.append(_("%(name)s cannot be moved both in and out; the move is left out.") % {"name": choosable[pk]})
    both = moved["in"] & moved["out"]
    return Asked(
        Level(level) if level else Level.DEFAULT,
        renewed == "yes",
        Moves(moved["in"] - both, moved["out"] - both),
        tuple(dict.fromkeys(chain(problems))),
    )


def _is_known(text: str, choosable: dict[int, str]) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19 and int(text) in choosable


def _unknown(text: str) -> str:
    return _("Nobody this slate can choose is numbered “%(value).20s”.") % {"value": text}
