"""One object of each sort in chapter A, so that every address of the site leads to something."""

import datetime as dt
import io
import secrets
import time
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from capacity.models import ContestCount, OfficePath, OwnFigure, PathStep, PeriodReading, ResultsFile, SupplyWeek
from capacity.operations import figures, path, path_steps, period, results, supply
from capacity.queries.path import Terms
from chapters.models import Body, BodySeat, Chapter, Invitation, Member, RedLineVersion, Role, Seat
from chapters.operations import bodies, invitations
from endorsements.models import (
    Answer,
    Assessment,
    Attendance,
    Ballot,
    Candidacy,
    Certificate,
    Condition,
    Cycle,
    FieldPlan,
    FieldWeek,
    Memo,
    Motion,
    Note,
    OfficeTerm,
    Outcome,
    Packet,
    PositionVote,
    Procedure,
    Race,
    Recusal,
    Score,
    Statement,
    StepDone,
    Upload,
)
from endorsements.operations import (
    assessments,
    ballots,
    candidacies,
    casting,
    certificates,
    closing,
    dossiers,
    field_record,
    imports,
    memos,
    offices,
    opening,
    outcomes,
    packets,
    procedures,
    publishing,
    recusals,
    statements,
    steps,
)
from endorsements.operations.field import plan_field
from endorsements.printing import assessments_to_print, draft, draft_record
from tests import factories
from tests.ballots.world import HOUR, stage, vote
from tests.conftest import Cast
from tests.decisions.records import decide
from tests.motions.records import moved, procedure

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a long enough passphrase"
# Moments near the real clock: views read it, and an invitation of long ago would have expired.
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)


@dataclass
class Scenario:
    """The cast, and what chapter A has. Attributes that cost time or change a state are made when first asked for."""

    cast: Cast
    cycle: Cycle
    race: Race
    candidacy: Candidacy
    other_candidacy: Candidacy
    red_line: RedLineVersion

    @property
    def people(self) -> list[Member]:
        return [getattr(self.cast, name) for name in Cast.PRINCIPALS if name != "anonymous"]

    @cached_property
    def reset_key(self) -> tuple[str, str]:
        member = self.cast.member
        return user_pk_to_url_str(member), default_token_generator.make_token(member)

    @property
    def slug(self) -> str:
        return self.cast.chapter.slug

    @cached_property
    def answer(self) -> Answer:
        return self.candidacy.answers.get(fact="member")

    @cached_property
    def note(self) -> Note:
        return dossiers.write_note(
            candidacy=self.candidacy, side="for", text="Has knocked on *every* door.", by=self.cast.electoral, at=NOW
        )

    @cached_property
    def assessment(self) -> Assessment:
        return assessments.freeze(candidacy=self.candidacy, as_of=NOW.date(), by=self.cast.electoral, at=NOW)

    @cached_property
    def score(self) -> Score:
        return Score.objects.create(
            candidacy=self.candidacy, member=factories.member("Scorer"), scored_at=NOW, **SCORES
        )

    @cached_property
    def closed_candidacy(self) -> Candidacy:
        made = factories.candidacy(self.race, name="Cy Example")
        return candidacies.close_candidacy(candidacy=made, because="Withdrew.", by=self.cast.electoral, at=NOW)

    @cached_property
    def memo(self) -> Memo:
        """Issued from its real words, with a file that only says that it is one: printing has tests of its own."""
        frozen = assessments_to_print().get(pk=self.assessment.pk)
        content = draft(frozen, by=self.cast.steering, at=NOW)
        return memos.issue(assessment=frozen, content=content, pdf=b"%PDF-1.7", by=self.cast.steering, at=NOW)

    @cached_property
    def packet(self) -> Packet:
        packet = packets.ask(
            cycle=self.cycle, assessments=[self.assessment], title="All", language="en", by=self.cast.steering, at=NOW
        )
        packets.start(packet=packet, at=NOW)
        packets.place(packet=packet, memos=[self.memo])
        packets.finish(packet=packet, pdf=b"%PDF-1.7", at=NOW)
        return Packet.objects.get(pk=packet.pk)

    @cached_property
    def upload(self) -> Upload:
        return imports.receive(
            cycle=self.cycle, name="dossiers.csv", content=TABLE.encode(), by=self.cast.electoral, at=NOW
        )

    @cached_property
    def results_file(self) -> ResultsFile:
        file = (RESULTS_NAME, io.BytesIO(RESULTS_CSV.encode()))
        (read,) = results.import_files(chapter=self.cast.chapter, files=[file], by=self.cast.electoral, at=NOW)
        return read.files[0]

    @cached_property
    def results_contest(self) -> ContestCount:
        return self.results_file.contests.get()

    @cached_property
    def supply_week(self) -> SupplyWeek:
        monday = self.today - dt.timedelta(days=self.today.weekday() + 28)
        stated = supply.Stated(monday, 60, other_hours=Decimal("2.5"), note="As counted.")
        return supply.state_supply(chapter=self.cast.chapter, stated=stated, by=self.cast.electoral, at=NOW)

    @cached_property
    def field_plan(self) -> FieldPlan:
        assert self.results_file and self.supply_week
        return plan_field(
            candidacy=self.candidacy, starts_on=dt.date(2027, 1, 4), state="NY", past_office="State Assembly",
            past_district="57", past_kind="primary", past_party="Democratic", own_turnout=900,
            own_turnout_reason="A lively year.", households=9000, by=self.cast.electoral, at=NOW,
        )  # fmt: skip

    @cached_property
    def field_week(self) -> FieldWeek:
        """One week of a race with a plan: doors, contacts, and shifts promised and kept."""
        assert self.field_plan
        return field_record.record_week(
            candidacy=self.candidacy, starts_on=dt.date(2026, 6, 1), today=self.today, by=self.cast.electoral, at=NOW,
            done=field_record.Done(1000, 230, 40, 60, 30, 12, 3),
        )  # fmt: skip

    @cached_property
    def past_candidacy(self) -> Candidacy:
        """One whose election is over."""
        race = factories.race(self.cycle, office="Mayor", election_on=dt.date(2026, 6, 23))
        return factories.candidacy(race, name="Wren Example")

    @cached_property
    def outcome(self) -> Outcome:
        ended = outcomes.Ended(9000, "County board.", {self.past_candidacy.pk: 4900}, {"Eli Example": 4000})
        return outcomes.record_outcome(
            race=self.past_candidacy.race, ended=ended, today=self.today, by=self.cast.electoral, at=NOW
        )

    # Those in office.
    @cached_property
    def office_term(self) -> OfficeTerm:
        term = offices.Term("City Council", "9", dt.date(2024, 1, 1))
        return offices.enter_term(chapter=self.cast.chapter, name="Ada Example", term=term, by=self.cast.admin, at=NOW)

    @cached_property
    def attendance(self) -> Attendance:
        meeting = offices.Meeting(dt.date(2026, 4, 6), "present", "Minutes of 6 April.", "https://example.org/minutes")
        return offices.enter_attendance(
            term=self.office_term, meeting=meeting, today=self.today, by=self.cast.admin, at=NOW
        )

    @cached_property
    def position_vote(self) -> PositionVote:
        vote = offices.Vote(dt.date(2026, 4, 7), "Rent control", "For", "against", "Council journal.")
        return offices.enter_vote(term=self.office_term, vote=vote, today=self.today, by=self.cast.admin, at=NOW)

    @property
    def published(self) -> Chapter:
        """Chapter A, which publishes its endorsements."""
        return publishing.publish_endorsements(chapter=self.cast.chapter, publish=True, by=self.cast.admin, at=NOW)

    @cached_property
    def motion(self) -> Motion:
        """Moved by a procedure with a petition, a forum and a vote of the membership."""
        return moved(self.cast.chapter, self.cast.electoral, candidacy=self.candidacy, at=NOW)

    motion_stage = "forum"  # a step of it that is not done yet

    @cached_property
    def statement(self) -> Statement:
        return statements.write_statement(
            motion=self.motion, side="for", text="Has *earned* it.", by=self.cast.member, at=NOW
        )

    @cached_property
    def step(self) -> StepDone:
        return steps.record_step(
            motion=self.motion, stage_id="forum", done_on=self.today, today=self.today, by=self.cast.electoral, at=NOW
        )

    @cached_property
    def condition(self) -> Condition:
        """One of an endorsement that was adopted."""
        said = {"type": "endorse-with-conditions", "conditions": [("Attends every meeting", self.today)], "at": NOW}
        adopted = moved(self.cast.chapter, self.cast.electoral, candidacy=self.other_candidacy, **said)
        decide(adopted)
        return adopted.conditions.get()

    @cached_property
    def national_motion(self) -> Motion:
        """One that asks for the national endorsement, adopted."""
        way = procedure(self.cast.chapter, stage(vote()), types=("seek-national",))
        said = {"type": "seek-national", "candidacy": self.other_candidacy, "procedure": way, "at": NOW}
        adopted = moved(self.cast.chapter, self.cast.electoral, **said)
        decide(adopted)
        return adopted

    @cached_property
    def recusal(self) -> Recusal:
        member = factories.seat(self.cast.chapter, holder=factories.member("Kin Example"))
        return recusals.recuse(candidacy=self.candidacy, member=member, reason="Kin", by=self.cast.admin, at=NOW)

    # Ballots: one that is scheduled for later, one open by roll call, a secret one and a contest that have closed.

    def _scheduled(self, at: dt.datetime, opens_in: dt.timedelta = HOUR, **rule: Any) -> Ballot:
        contest = rule.get("contest") is not None
        way = procedure(self.cast.chapter, stage(vote(**rule)), by=self.cast.admin)
        subject = {"race": self.contested_race} if contest else {}
        motion = moved(self.cast.chapter, self.cast.electoral, procedure=way, at=at, **subject)
        return ballots.schedule_ballot(
            motion=motion, stage_id="membership", body=bodies.standing_body(self.cast.chapter, "membership"),
            opens_at=at + opens_in, closes_at=at + opens_in + HOUR, tie_seed="5eed" if contest else None,
            by=self.cast.electoral, at=at,
        )  # fmt: skip

    def _closed(self, *choices: str, **rule: Any) -> Ballot:
        """A ballot that opened three hours ago and closed two hours ago."""
        ballot = self._scheduled(NOW - 3 * HOUR, 0 * HOUR, **rule)
        ballot = opening.open_ballot(ballot, "5a" * 32, lambda: NOW - 3 * HOUR)
        for number, (entry, choice) in enumerate(zip(ballot.roll.order_by("pk"), choices, strict=False)):
            receipt = casting.receipt_from(bytes([number] * 10))
            casting.cast(ballot.pk, entry.member, [choice], receipt, lambda: ballot.opened_at)
        return closing.close_if_due(ballot.pk, lambda: NOW - 2 * HOUR)

    @cached_property
    def contested_race(self) -> Race:
        race = factories.race(self.cycle, office="Comptroller")
        for name in ("Fay Example", "Gus Example"):
            factories.candidacy(race, name=name)
        return race

    @cached_property
    def votable_motion(self) -> Motion:
        """A motion that its membership can vote on at once."""
        return moved(
            self.cast.chapter, self.cast.electoral, procedure=procedure(self.cast.chapter, stage(vote())), at=NOW
        )

    vote_stage = "membership"

    @cached_property
    def coming_ballot(self) -> Ballot:
        """Its threshold is a share of those present, whom nobody has counted yet."""
        return self._scheduled(NOW, base="present")

    @cached_property
    def open_ballot(self) -> Ballot:
        ballot = self._scheduled(NOW, 0 * HOUR)
        return opening.open_ballot(ballot, "5a" * 32, lambda: NOW)

    @cached_property
    def closed_ballot(self) -> Ballot:
        factories.seat(self.cast.chapter)  # a secret ballot needs five
        return self._closed("yes", "yes", "no", "abstain", method="secret")

    @cached_property
    def closed_contest(self) -> Ballot:
        return self._closed("no-endorsement", contest="approval")

    @cached_property
    def certificate(self) -> Certificate:
        """From its real words, with a file that only says that it is one."""
        content = draft_record(self.closed_ballot, by=self.cast.steering, at=NOW)
        return certificates.certify(
            ballot=self.closed_ballot, content=content, pdf=b"%PDF-1.7", by=self.cast.steering, at=NOW
        )

    @cached_property
    def own_figure(self) -> OwnFigure:
        return figures.set_figure(
            chapter=self.cast.chapter, parameter="flake", value=Decimal("0.4"), low=Decimal("0.3"),
            high=Decimal("0.5"), source="Our sheets of spring.", by=self.cast.electoral, at=NOW,
        )  # fmt: skip

    @cached_property
    def period_reading(self) -> PeriodReading:
        return period.read_period(
            chapter=self.cast.chapter, reading="normal", reason="Nothing stirs.", by=self.cast.steering, at=NOW
        )

    @cached_property
    def office_path(self) -> OfficePath:
        terms = Terms(self.today + dt.timedelta(days=800), self.today + dt.timedelta(days=590))
        return path.choose(
            chapter=self.cast.chapter, contest=self.results_contest, terms=terms, today=self.today,
            by=self.cast.electoral, at=NOW,
        )  # fmt: skip

    @cached_property
    def path_step(self) -> PathStep:
        """A step of the chapter's own: the strategy's are never removed."""
        said = path_steps.Said(self.today + dt.timedelta(days=90), self.cast.member, title="Ask the drivers")
        return path_steps.add_step(path=self.office_path, said=said, today=self.today, by=self.cast.electoral, at=NOW)

    @cached_property
    def seat(self) -> Seat:
        holder = factories.seat(self.cast.chapter, Role.ELECTORAL)
        return Seat.objects.get(member=holder)

    @property
    def today(self) -> dt.date:
        """Today where chapter A is."""
        return NOW.astimezone(ZoneInfo(self.cast.chapter.time_zone)).date()

    @property
    def invited_by_link(self) -> str:
        """The token of the link, once the invitation is there."""
        assert self.invitation
        return self.token

    @cached_property
    def unled_chapter(self) -> Chapter:
        return factories.chapter("Prairie")

    @cached_property
    def token(self) -> str:
        return secrets.token_urlsafe(32)

    @cached_property
    def invitation(self) -> Invitation:
        return invitations.invite(
            chapter=self.cast.chapter, email="invited@example.org", role=Role.MEMBER, token=self.token,
            by=self.cast.admin, at=NOW,
        )  # fmt: skip

    # Bodies and procedures

    @cached_property
    def body(self) -> Body:
        return bodies.found_body(chapter=self.cast.chapter, kind="branch", name="North", by=self.cast.admin, at=NOW)

    @property
    def body_key(self) -> str:
        return str(self.body.pk)

    @cached_property
    def body_place(self) -> BodySeat:
        return bodies.seat_in_body(
            body=self.body, member=self.cast.steering, units=1, whole=2, starts_on=self.today, by=self.cast.admin,
            at=NOW,
        )  # fmt: skip

    @cached_property
    def procedure(self) -> Procedure:
        """Chicago's: two paths, and three stages on the first; the rows of its parts name the second of these."""
        return procedures.copy_template(
            chapter=self.cast.chapter, key="chicago", name="As in Chicago", by=self.cast.admin, at=NOW
        )

    procedure_type = "endorse"
    procedure_stage = "recommendation"
    procedure_version = 1
    procedure_template = "east-bay"


RESULTS_NAME = "20200623__ny__primary__kings__precinct.csv"
RESULTS_CSV = """county,precinct,office,district,party,candidate,votes
Kings,1,State Assembly,57,Democratic,Public Counter,30
Kings,1,State Assembly,57,Democratic,Dee Example,20
Kings,1,State Assembly,57,Democratic,Eli Example,9
"""
CANVASS_TXT = """Voter File VANID\tContact Name\tDate Canvassed\tResult
101\tExample, Dee\t5/30/2026\tCanvassed
102\tExample, Eli\t5/31/2026\tNot Home
"""
TABLE = """Candidate,Office,District,Election date,member,rooted
Dee Example,City Council,Ward 3,2031-11-04,yes,no
"""
SCORES = {
    "class_alignment": 2,
    "left_labor_bloc": 1,
    "material_gains": 1,
    "organizing_in_office": 0,
    "votes_against": -1,
    "internal_conflict": -1,
    "public_conflict": 0,
}


def build(cast: Cast) -> Scenario:
    """Make chapter A's records; the cast gets passwords, so that pages about them can be reached."""
    for name in Cast.PRINCIPALS[1:]:
        person: Member = getattr(cast, name)
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    cycle = factories.cycle(cast.chapter, name="Spring")
    race = factories.race(cycle, district="9")
    return Scenario(
        cast=cast,
        cycle=cycle,
        race=race,
        candidacy=factories.candidacy(race, factories.CADRE, name="Ada Example"),
        other_candidacy=factories.candidacy(race, factories.STRUGGLE, name="Bo Example"),
        red_line=factories.red_line(cast.chapter),
    )


def session_of(member: Member) -> str:
    """Return the key of a new session of somebody who signed in with their password a moment ago."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    # Where allauth looks whether somebody proved lately who they are, before it shows a second factor's secrets.
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.create()
    assert session.session_key
    return session.session_key
