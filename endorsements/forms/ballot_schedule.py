"""The form that schedules the ballots of a stage: by which bodies, from when until when, and how ties are decided."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from capacity.forms.supply import check_day
from endorsements.forms.ballot_care import MOST_PRESENT
from endorsements.models.ballot import CastingMethod
from endorsements.procedures.records import Stage
from endorsements.queries.ballot_foretold import Foretold, contest_in
from endorsements.tally import Base

LOT, ORDER = "lot", "order"
A_WEEK = 7


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and time; it has no zone, so that the label names it."""

    input_type = "datetime-local"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


def check_moment(moment: dt.datetime) -> None:
    """Raise ValidationError for a moment of another age; the last ones there are have no place in other time zones."""
    check_day(moment.date())


class MomentField(forms.DateTimeField):
    """A moment in the active time zone, to the minute."""

    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            validators=[check_moment],
            **options,
        )


def first_times(stage: Stage, at: dt.datetime) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
    """Return opening, close and hard stop that keep a stage's notice and window, in the active time zone.

    Each is a full hour with at least one to spare, since the form is read before it is sent; days are the calendar's.
    None is an hour that a change of clocks skips or repeats: typed, it could not be read.
    """
    local = timezone.localtime(at).replace(tzinfo=None)
    hour = (local + dt.timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    opens = hour + dt.timedelta(days=stage.notice_days or 0)
    closes = opens + dt.timedelta(days=stage.window_days or A_WEEK)
    stop = closes + dt.timedelta(days=A_WEEK)
    return _readable(opens), _readable(closes), _readable(stop)


def _readable(local: dt.datetime) -> dt.datetime:
    moment = local.replace(tzinfo=timezone.get_current_timezone())
    while moment.replace(fold=1).utcoffset() != moment.replace(fold=0).utcoffset():
        moment += dt.timedelta(hours=1)
    return moment


class ScheduleForm(forms.Form):
    """Bodies and times of a stage's ballots, the same for all of them."""

    bodies = forms.MultipleChoiceField(
        label=_("Who votes"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one body.")},
    )  # fmt: skip
    method = forms.ChoiceField(label=_("How votes are cast"), choices=CastingMethod.choices, widget=forms.RadioSelect)
    opens_at = MomentField(label=_("Opens"), required=False, help_text=_("Left empty: at once."))
    closes_at = MomentField(label=_("Closes"), help_text=_("By itself, by the database's clock."))
    hard_stop_at = MomentField(
        label=_("Hard stop"),
        help_text=_("Without its quorum the vote stays open until this moment; then the motion is lost."),
    )
    present = forms.IntegerField(
        label=_("Members present"), min_value=0, max_value=MOST_PRESENT, required=False,
        help_text=_("As the chair counted them. It can be entered later; the ballot waits for it."),
    )  # fmt: skip
    ties = forms.ChoiceField(
        label=_("Ties are decided"), widget=forms.RadioSelect, initial=LOT,
        choices=[
            (LOT, _("by lot: a seed is drawn now and printed on the ballot, and anybody can draw the order again")),
            (ORDER, _("by this order, the first standing highest")),
        ],
    )  # fmt: skip

    def __init__(
        self, ahead: Sequence[Foretold], data: Any = None, *, at: dt.datetime, asks_method: bool = False
    ) -> None:
        super().__init__(data)
        self.ahead = list(ahead)
        self.contest = contest_in(ahead)
        names = [(str(place), each.name) for place, each in enumerate(ahead)]
        self.fields["bodies"].choices = names  # type: ignore[attr-defined]
        # Asked of any body, a straw poll is asked of the first; by a procedure everybody whom it names votes.
        self.initial["bodies"] = [id for id, _name in names][: 1 if asks_method else None]
        zone = timezone.get_current_timezone_name()
        for name, label in (
            ("opens_at", gettext("Opens")),
            ("closes_at", gettext("Closes")),
            ("hard_stop_at", gettext("Hard stop")),
        ):
            self.fields[name].label = f"{label} ({zone})"
        stage = ahead[0].plan.stage
        self._leave_out(stage, asks_method=asks_method)
        opens, closes, stop = first_times(stage, at)
        # Without days of notice it opens at once; a moment typed here would be past when the form is sent.
        self.initial.update(
            opens_at=opens if stage.notice_days else None,
            closes_at=closes,
            hard_stop_at=stop,
            method=CastingMethod.ROLL_CALL,
        )
        for place in range(1, len(self.contest) + 1):
            self.fields[f"order-{place}"] = forms.ChoiceField(
                label=gettext("Place %(place)d") % {"place": place}, required=False, choices=[("", "–"), *self.contest]
            )

    def _leave_out(self, stage: Stage, *, asks_method: bool) -> None:
        """Leave out what this stage does not ask."""
        unasked = {
            "method": not asks_method,
            "hard_stop_at": not stage.until_quorum,
            "present": not any(each.plan.rule.get("base") == Base.PRESENT for each in self.ahead),
            "ties": not self.contest,
        }
        for name, out in unasked.items():
            if out:
                del self.fields[name]

    @property
    def order(self) -> list[forms.BoundField]:
        """The places of the order for ties."""
        return [self[f"order-{place}"] for place in range(1, len(self.contest) + 1)]

    def clean(self) -> None:
        """Ask for a whole order where ties are decided by one."""
        if self.cleaned_data.get("ties") != ORDER:
            return
        said = [self.cleaned_data.get(field.name, "") for field in self.order]
        if sorted(said) != sorted(id for id, _title in self.contest):
            self.add_error(
                "ties", gettext("Give each choice one place: the order must name all of them, and each of them once.")
            )

    def chosen(self) -> list[Foretold]:
        """Return the ballots of a valid form."""
        return [self.ahead[int(place)] for place in self.cleaned_data["bodies"]]

    def tie_order(self) -> list[str] | None:
        """Return the order for ties of a valid form; None where it is drawn or there is no contest."""
        if self.cleaned_data.get("ties") != ORDER:
            return None
        return [self.cleaned_data[field.name] for field in self.order]
