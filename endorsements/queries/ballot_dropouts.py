"""Who on a ballot is out of the race since notice of it was given: their candidacy was closed.

The ballot stays as it was noticed, and a vote for them counts as any other. But nobody is endorsed who is out of the
race when the motion is decided: it is void then (`operations.closing`).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from endorsements.models import Ballot, Candidacy
from endorsements.models.ballot import BallotKind
from endorsements.models.motion import MotionType
from endorsements.policies_motions import AFTER_ENDORSING, WOULD_ENDORSE
from endorsements.wording import day


@dataclass(frozen=True, slots=True)
class DropOut:
    """Somebody on a ballot whose candidacy was closed; `because` is "" once the ballot is closed itself."""

    name: str
    on: dt.date
    because: str = ""


def dropped_out(ballot: Ballot) -> Mapping[str, DropOut]:
    """Return choice id → who dropped out: of a closed ballot before its close, as its result keeps it.

    One query for a ballot on a race, asked once an instance; the ballot comes with its motion's candidacy fetched.
    """
    if "dropouts" not in ballot.__dict__:
        ballot.__dict__["dropouts"] = _kept(ballot) if ballot.closed_at is not None else _until_now(ballot)
    found: Mapping[str, DropOut] = ballot.__dict__["dropouts"]
    return found


def _kept(ballot: Ballot) -> dict[str, DropOut]:
    kept = (ballot.result or {}).get("dropped_out") or {}
    names = {str(each["id"]): str(each["title"]) for each in ballot.choices}
    subject = ballot.motion.candidacy
    return {
        id: DropOut(names.get(id) or (subject.candidate.name if subject else id), dt.date.fromisoformat(on))
        for id, on in kept.items()
    }


def _until_now(ballot: Ballot) -> dict[str, DropOut]:
    motion = ballot.motion
    if motion.type in AFTER_ENDORSING:  # whoever was endorsed may have left the race long since
        return {}
    asked = [each["candidacy"] for each in ballot.choices if each["candidacy"]]
    if asked:
        out = Candidacy.objects.filter(pk__in=asked, closed_at__isnull=False).select_related("candidate")
        rows = list(out.order_by("candidate__name", "pk"))
    else:
        rows = [motion.candidacy] if motion.candidacy and motion.candidacy.closed_at else []
    zone = ZoneInfo(motion.chapter.time_zone)
    return {
        f"candidacy-{row.pk}": DropOut(row.candidate.name, row.closed_at.astimezone(zone).date(), row.closed_because)
        for row in rows
        if row.closed_at
    }


def beside(name: str, out: DropOut | None) -> str:
    """Return a name, and beside it since when its holder is out of the race."""
    return _("%(name)s (out of the race since %(day)s)") % {"name": name, "day": day(out.on)} if out else name


def dropouts_in_words(ballot: Ballot) -> tuple[str, ...]:
    """Return who is out of the race and what that means for the ballot, a paragraph each."""
    return tuple(_in_words(ballot, each) for each in dropped_out(ballot).values())


def _in_words(ballot: Ballot, out: DropOut) -> str:
    said = {"name": out.name, "day": day(out.on), "why": out.because.rstrip(" .")}
    if ballot.closed_at is not None:
        return _("%(name)s was out of the race since %(day)s, before the ballot closed.") % said
    told = [_("%(name)s is out of the race since %(day)s: %(why)s.") % said]
    if ballot.kind == BallotKind.YES_NO and ballot.opened_at is None:
        told.append(_("The ballot will be called off when its time comes."))
    else:
        told.append(_("The ballot stays as notice was given of it."))
        told += [_follows(ballot) % said] if ballot.motion.type in WOULD_ENDORSE else []
    return " ".join(told)


def _follows(ballot: Ballot) -> str:
    if ballot.kind == BallotKind.YES_NO:
        return _("If it passes, the motion is void: nobody is endorsed.")
    return _("If %(name)s is chosen, the motion is void: nobody is endorsed.")


def is_void(type: str, chosen: Candidacy | None) -> bool:
    """Say whether an adopted motion of a type comes to nothing, since whom it would endorse is out of the race."""
    return MotionType(type) in WOULD_ENDORSE and chosen is not None and chosen.closed_at is not None
