"""Who may reach which address by which method: one row an address, in the order of the site.

`row(name, get=…, post=…)` says who gets through. Everybody else is refused in the way that fits them: signed-out
visitors are sent to sign in, people without a seat get the 404 of something that does not exist, people with another
seat a 403. A method that a row does not name answers 405. The address's arguments are read from the scenario (see
ARGUMENTS); `args` overrides them. A POST row carries valid form data and where it leads.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from endorsements.dossier_files.columns import Mapped
from tests.access.scenario import CANVASS_TXT, PASSWORD, RESULTS_CSV, SCORES, TABLE, Scenario
from tests.conftest import Cast

OK, LOGIN, MISSING, FORBIDDEN = "through", "sign in first", "not found", "forbidden"
INVALID = "with the form again, and why"
PRINCIPALS = Cast.PRINCIPALS
SEATS = ("member", "electoral", "steering", "admin")
Access = Mapping[str, str]  # principal → how they are answered
Data = Callable[[Scenario], dict[str, Any]]

ANYBODY: Access = dict.fromkeys(PRINCIPALS, OK)
NOBODY: Access = dict.fromkeys(PRINCIPALS, MISSING)
SIGNED_IN: Access = {**ANYBODY, "anonymous": LOGIN}


def to(name: str) -> str:
    """Be sent on to the address of that name."""
    return f"to {name}"


def seated(*roles: str) -> Access:
    """Let people with one of these seats in chapter A through (default: any seat)."""
    allowed = roles or SEATS
    outside = {"anonymous": LOGIN, "outsider": MISSING, "operator": MISSING}
    return outside | {seat: OK if seat in allowed else FORBIDDEN for seat in SEATS}


SEATED = seated()
ELECTORAL = seated("electoral")
ADMIN = seated("admin")
ISSUERS = seated("electoral", "steering")
PLANNERS = seated("electoral", "steering", "admin")
OPERATOR: Access = {**dict.fromkeys(PRINCIPALS, MISSING), "anonymous": LOGIN, "operator": OK}

# What an address's argument is called, and where the scenario has it.
ARGUMENTS = {
    "slug": "slug",
    "rulebook_id": "candidacy.rulebook",
    "member_id": "cast.member.pk",
    "token": "invited_by_link",
    "chapter_id": "unled_chapter.pk",
    "seat_id": "seat.pk",
    "invitation_id": "invitation.pk",
    "cycle_id": "cycle.pk",
    "race_id": "race.pk",
    "candidacy_id": "candidacy.pk",
    "fact": "answer.fact",
    "note_id": "note.pk",
    "assessment_id": "assessment.pk",
    "number": "memo.number",
    "packet_id": "packet.pk",
    "line_slug": "red_line.red_line.slug",
    "upload_id": "upload.pk",
    "file_id": "results_file.pk",
    "contest_id": "results_contest.pk",
    "supply_id": "supply_week.pk",
    "parameter": "own_figure.parameter",
    "path_id": "office_path.pk",
    "step_id": "path_step.pk",
    # those in office
    "term_id": "office_term.pk",
    "attendance_id": "attendance.pk",
    "position_vote_id": "position_vote.pk",
    "body_key": "body_key",
    "place_id": "body_place.pk",
    "procedure_id": "procedure.pk",
    # motions
    "motion_id": "motion.pk",
    "statement_id": "statement.pk",
    "condition_id": "condition.pk",
    "recusal_id": "recusal.pk",
    # ballots
    "ballot_id": "open_ballot.pk",
    "certificate_id": "certificate.pk",
    "uidb36": "reset_key.0",
    "key": "reset_key.1",
}


@dataclass(frozen=True)
class Row:
    """One address: who may GET and POST it, the valid data of a POST, and what being let through looks like."""

    name: str
    get: Access | None = None
    post: Access | None = None
    data: Data = lambda scenario: {}
    args: Mapping[str, str] = field(default_factory=dict)
    status: int = 200  # of a GET that is let through
    posted: int = 302  # of a POST that is let through
    goes: str | None = None  # the name of the address that a POST leads to; None: anywhere but sign-in
    logs: bool | None = None  # whether a POST writes to the log; None: yes in a chapter, no outside
    prepare: Callable[[Scenario], object] = lambda scenario: None
    words: tuple[str, ...] = ()  # arguments that name no record (a fact, a format)
    html: bool = True  # whether a GET answers a page; files have no theme to look at
    theirs: bool = False  # a view of a library, whose answer to PUT, PATCH and DELETE is its own affair

    def path(self, scenario: Scenario, **instead: object) -> str:
        """Return this row's address on the scenario's objects, with some arguments replaced."""
        arguments = {name: self.argument(scenario, name) for name in arguments_of(self.name)}
        return reverse(self.name, kwargs={**arguments, **instead})

    def argument(self, scenario: Scenario, name: str) -> Any:
        """Read one argument off the scenario."""
        value: Any = scenario
        for step in {**ARGUMENTS, **self.args}[name].split("."):
            value = value[int(step)] if step.isdigit() else getattr(value, step)
        return value

    @property
    def in_chapter(self) -> bool:
        return "slug" in arguments_of(self.name)


def addresses(resolver: URLResolver | None = None, space: str = "") -> dict[str, tuple[str, ...]]:
    """Walk the URL resolver: name → the names of its arguments. Raises ValueError for an address without a name of its own."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = addresses(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))
            inherited = tuple(entry.pattern.regex.groupindex)
            additions = {name: inherited + arguments for name, arguments in inner.items()}
        else:
            assert isinstance(entry, URLPattern)
            if not entry.name:
                raise ValueError(f"the address {entry.pattern} has no name")
            additions = {space + entry.name: tuple(entry.pattern.regex.groupindex)}
        for name in additions.keys() & found.keys():
            raise ValueError(f"two addresses are called {name}")
        found |= additions
    return found


@cache
def known() -> dict[str, tuple[str, ...]]:
    return addresses()


def arguments_of(name: str) -> tuple[str, ...]:
    return known()[name]


def row(name: str, **words: Any) -> Row:
    return Row(name, **words)


def theirs(name: str, **words: Any) -> Row:
    return Row(name, theirs=True, **words)


def credentials(scenario: Scenario) -> dict[str, Any]:
    return {"login": scenario.cast.member.email, "password": PASSWORD}


def new_password(scenario: Scenario) -> dict[str, Any]:
    return {"oldpassword": PASSWORD, "password1": "quite another passphrase", "password2": "quite another passphrase"}


def without_password(scenario: Scenario) -> None:
    for person in scenario.people:
        person.set_unusable_password()
        person.save(update_fields=["password"])


def with_second_factor(scenario: Scenario) -> None:
    for person in scenario.people:
        TOTP.activate(person, "A" * 32)
        RecoveryCodes.activate(person)


def invited(scenario: Scenario) -> dict[str, Any]:
    return {"email": "somebody@example.org", "role": "member"}


def cycle(scenario: Scenario) -> dict[str, Any]:
    return {"name": "Autumn", "starts_on": scenario.today.isoformat()}


def race(scenario: Scenario) -> dict[str, Any]:
    return {
        "office": "Mayor", "district": "", "election_on": "2031-11-04", "seats": "1", "decide_by_on": "2031-06-01",
        "far_right_opponent": "yes", "tactical_note": "A note.",
    }  # fmt: skip


def evidence(scenario: Scenario) -> dict[str, Any]:
    return {
        "value": "no", "seen": scenario.answer.pk, "evidence": "The list of members.", "source": "Membership committee",
        "link": "https://example.org/list", "evidence_on": "2026-02-01",
    }  # fmt: skip


def columns(scenario: Scenario) -> dict[str, Any]:
    """Map the columns as they were guessed."""
    said = Mapped.from_json(scenario.upload.mapping).columns
    return {f"target-{at}": column.target for at, column in enumerate(said)} | {
        f"part-{at}": column.part.value for at, column in enumerate(said)
    }


def wording(scenario: Scenario) -> dict[str, Any]:
    return {
        "title": "No new jails", "text": "Votes against every new jail.", "why": "They fill.", "applies_to": "Everybody",
        "adopted_on": "2026-01-10", "adopted_by": "General meeting", "reaffirmed_on": "", "in_force_until": "",
        "in_force_from": "2026-01-11", "confirm": "1",
    }  # fmt: skip


def version() -> dict[str, Any]:
    return {"seen": "1", "reason": "As the general meeting decided.", "confirm": "1"}


def day(scenario: Scenario) -> dict[str, Any]:
    return {**version(), "day": scenario.today.isoformat()}


# Somebody signed in cannot take an invitation that is addressed to another person.
INVITED: Access = {**dict.fromkeys(PRINCIPALS, INVALID), "anonymous": OK}
VISITORS: Access = {**dict.fromkeys(PRINCIPALS, to("desk")), "anonymous": OK}
LEAVING: Access = {**ANYBODY, "anonymous": to("home")}
NO_LOGIN_UNDER_WAY: Access = {**VISITORS, "anonymous": LOGIN}

SITE = (
    row("home", get={**dict.fromkeys(PRINCIPALS, to("desk")), "anonymous": OK}),
    row("theme", post=ANYBODY, data=lambda s: {"theme": "dark", "next": "/criteria/"}, goes="criteria"),
    theirs(
        "set_language", get=ANYBODY, post=ANYBODY, status=302, data=lambda s: {"language": "es", "next": "/criteria/"}
    ),
    row("continue_as", post=NOBODY),  # in demo mode only: test_demo
    row("criteria", get=ANYBODY),
    row("rulebook", get=ANYBODY),
)
ACCOUNTS = (
    theirs("account_login", get=VISITORS, post=VISITORS, data=credentials, goes="desk"),
    theirs("account_logout", get=LEAVING, post=LEAVING, goes="home"),
    theirs("account_reauthenticate", get=SIGNED_IN, post=SIGNED_IN, data=lambda s: {"password": PASSWORD}, goes="desk"),
    theirs("account_change_password", get=SIGNED_IN, post=SIGNED_IN, data=new_password),
    theirs("account_set_password", get=SIGNED_IN, post=SIGNED_IN, data=new_password, prepare=without_password),
    theirs("account_reset_password", get=ANYBODY, post=ANYBODY, data=lambda s: {"email": s.cast.member.email}),
    theirs("account_reset_password_done", get=ANYBODY),
    theirs("account_reset_password_from_key", get=ANYBODY, status=302),  # then the form: test_signing_in
    theirs("account_reset_password_from_key_done", get=ANYBODY),
    theirs("account_inactive", get=ANYBODY),
    theirs("mfa_index", get=SIGNED_IN),
    theirs("mfa_authenticate", get=NO_LOGIN_UNDER_WAY),  # between password and code only: test_signing_in
    theirs("mfa_reauthenticate", get=SIGNED_IN, prepare=with_second_factor),
    theirs("mfa_activate_totp", get=SIGNED_IN),
    theirs("mfa_deactivate_totp", get=SIGNED_IN, post=SIGNED_IN, prepare=with_second_factor, goes="mfa_index"),
    theirs("mfa_view_recovery_codes", get=SIGNED_IN, prepare=with_second_factor),
    theirs("mfa_generate_recovery_codes", get=SIGNED_IN, post=SIGNED_IN, prepare=with_second_factor),
    theirs("mfa_download_recovery_codes", get=SIGNED_IN, prepare=with_second_factor, html=False),
)
OPERATORS = (
    row("operator", get=OPERATOR),
    row(
        "operator_found",
        get=OPERATOR,
        post=OPERATOR,
        posted=201,
        logs=True,
        data=lambda s: {
            "name": "Lakeside",
            "slug": "lakeside",
            "time_zone": "America/Chicago",
            "email": "first@example.org",
        },
    ),
    row("operator_invite", get=OPERATOR, post=OPERATOR, posted=201, logs=True, data=invited),
)
PEOPLE = (
    row("people", get=seated("electoral", "steering", "admin")),
    row("seat_grant", get=ADMIN, post=ADMIN, goes="people", data=lambda s: {
        "member": s.cast.member.pk, "role": "electoral-committee", "starts_on": s.today.isoformat(),
    }),
    row("seat_end", get=ADMIN, post=ADMIN, goes="people", data=lambda s: {"ends_on": s.today.isoformat()}),
    row("invite", get=ADMIN, post=ADMIN, posted=201, data=invited),
    row("invitation_revoke", post=ADMIN, goes="people"),
    row("invitation", get=ANYBODY, post=INVITED, logs=True, data=lambda s: {
        "name": "New Comer", "password1": PASSWORD, "password2": PASSWORD,
    }),
    row("log", get=seated("steering", "admin")),
)  # fmt: skip
CYCLES = (
    row("desk", get=SIGNED_IN),
    row("chapter", get=SEATED, status=302),
    row("cycles", get=SEATED),
    row("cycle_new", get=ELECTORAL, post=ELECTORAL, data=cycle, goes="board"),
    row("board", get=SEATED),
    row("board_csv", get=SEATED, html=False),
    row("board_xlsx", get=SEATED, html=False),
    row("slate", get=SEATED, prepare=lambda s: (s.field_plan, s.period_reading)),
    row("cycle_edit", get=ELECTORAL, post=ELECTORAL, data=cycle, goes="board"),
    row("cycle_close", get=ELECTORAL, post=ELECTORAL, goes="cycles"),
    row("race_new", get=ELECTORAL, post=ELECTORAL, data=race, goes="race"),
    row("race", get=SEATED),
    row("race_edit", get=ELECTORAL, post=ELECTORAL, data=race, goes="race"),
    row("candidacy_new", get=ELECTORAL, post=ELECTORAL, goes="candidacy", data=lambda s: {
        "name": "Cleo Example", "assigned_to": s.cast.electoral.pk,
    }),
    row("candidacy_edit", get=ELECTORAL, post=ELECTORAL, goes="candidacy", data=lambda s: {
        "race": s.race.pk, "assigned_to": s.cast.electoral.pk,
    }),
    row("candidacy_close", get=ELECTORAL, post=ELECTORAL, goes="candidacy", data=lambda s: {"because": "Withdrew."}),
    row("candidacy_reopen", post=ELECTORAL, goes="candidacy", args={"candidacy_id": "closed_candidacy.pk"}),
)  # fmt: skip
DOSSIERS = (
    row("candidacy", get=SEATED, prepare=lambda s: s.field_plan),
    row("candidacy_history", get=SEATED),
    row("fact", get=ELECTORAL, status=302, post=ELECTORAL, data=evidence, goes="candidacy", words=("fact",)),
    row("write_note", post=ELECTORAL, goes="candidacy", data=lambda s: {"side": "for", "text": "Knows *everybody*."}),
    row("withdraw_note", post=ELECTORAL, goes="candidacy"),
    row("weighing", get=SEATED, post=ELECTORAL, args={"candidacy_id": "other_candidacy.pk"}, goes="weighing",
        data=lambda s: {**SCORES, "remark": "Strong."}),
    row("freeze", get=ELECTORAL, post=ELECTORAL, goes="assessment"),
    row("assessment", get=SEATED, args={"number": "assessment.number"}),
)  # fmt: skip
FIELD = (
    row("field", get=SEATED, post=ELECTORAL, goes="field", prepare=lambda s: s.field_plan, data=lambda s: {
        "starts_on": "2027-02-01", "terrain": "suburban", "households": "8000", "reachable": "7000", "passes": "2",
        "past": "", "own_turnout": "800", "own_turnout_reason": "Fewer.", "candidates": "3", "needed_permille": "40.5",
        "ranked": "", "win_chance_permille": "55", "weight": "4", "no_doors": "", "exception": "",
        "exception_reason": "", "pinned": "on", "pinned_reason": "The general meeting.", "renews": "",
        "renews_reason": "", "seen": s.field_plan.pk,
    }),
    row("field_standing", get=SEATED, status=302, prepare=lambda s: s.field_plan),
    row("accept_viable_path", post=ELECTORAL, goes="candidacy", prepare=lambda s: s.field_plan, data=lambda s: {
        "value": "yes",
    }),
)  # fmt: skip
OUTCOMES = (
    row("field_record", get=SEATED, post=ISSUERS, goes="field_record", prepare=lambda s: s.field_week, data=lambda s: {
        "starts_on": "2026-06-10", "doors": "900", "contacts": "200", "shifts": "30", "shifts_planned": "50",
        "volunteers": "25", "returning": "9", "new_members": "2",
    }),
    row("canvass_import", get=ISSUERS, post=ISSUERS, goes="field_record", data=lambda s: {
        "file": SimpleUploadedFile("export.txt", CANVASS_TXT.encode("utf-16")), "contacts": "Canvassed", "days": "",
    }),
    row("outcome", get=SEATED, post=ISSUERS, goes="outcome", args={"race_id": "past_candidacy.race_id"},
        data=lambda s: {
            "ballots_cast": "9100", f"votes-{s.past_candidacy.pk}": "5000", "others": "Eli Example: 4,000",
            "won_by": [s.past_candidacy.pk], "source": "County board.",
        }),
    row("outcomes", get=SEATED, prepare=lambda s: (s.field_week, s.outcome)),
    row("lessons", get=SEATED, prepare=lambda s: s.field_week),
    row("lesson_accept", post=ISSUERS, goes="lessons", words=("parameter",), prepare=lambda s: s.field_week,
        data=lambda s: {"seen": "/".join(["333333"] * 3)}),
)  # fmt: skip
IMPORTS = (
    row("import", get=ELECTORAL, post=ELECTORAL, goes="import_columns", data=lambda s: {
        "file": SimpleUploadedFile("dossiers.csv", TABLE.encode()),
    }),
    row("import_columns", get=ELECTORAL, post=ELECTORAL, data=columns, goes="import_check"),
    row("import_check", get=ELECTORAL),
    row("import_apply", post=ELECTORAL, goes="import_check"),
    row("import_discard", post=ELECTORAL, goes="import"),
    row("import_problems", get=ELECTORAL, html=False),
    row("dossiers_csv", get=ELECTORAL, html=False),
    row("import_template", get=ELECTORAL, html=False),
)  # fmt: skip
RED_LINES = (
    row("chapter_criteria", get=ANYBODY),
    row("red_lines", get=SEATED),
    row("red_line_new", get=ADMIN, post=ADMIN, goes="red_line", data=lambda s: {**wording(s), "slug": "no-new-jails"}),
    row("red_line", get=SEATED),
    row("red_line_edit", get=ADMIN, post=ADMIN, goes="red_line", data=lambda s: {**wording(s), **version()}),
    row("red_line_retire", get=ADMIN, post=ADMIN, goes="red_line", data=day),
    row("red_line_reaffirm", get=ADMIN, post=ADMIN, goes="red_line", data=day),
)
MEMOS = (
    row("memos", get=SEATED),
    row("memo_issue", get=ISSUERS, post=ISSUERS, goes="memo"),
    row("memo", get=SEATED),
    row("memo_pdf", get=SEATED, html=False),
    row("packet_new", get=ISSUERS, post=ISSUERS, goes="packet", data=lambda s: {
        "title": "For the general meeting", "assessments": [s.assessment.pk],
    }),
    row("packet", get=SEATED),
    row("packet_pdf", get=SEATED, html=False),
)  # fmt: skip
RESULTS = (
    row("results", get=SEATED, prepare=lambda s: s.results_file),
    row("results_series", get=SEATED),
    row("results_import", get=ELECTORAL, post=ELECTORAL, goes="results_files", data=lambda s: {
        "files": SimpleUploadedFile("20221108__ny__general__kings__precinct.csv", RESULTS_CSV.encode()),
    }),
    row("results_template_csv", get=SEATED, html=False),
    row("results_template_xlsx", get=SEATED, html=False),
    row("results_files", get=SEATED, prepare=lambda s: s.results_file),
    row("results_file", get=SEATED),
    row("results_retire", get=ELECTORAL, post=ELECTORAL, goes="results_files", data=lambda s: {"reason": "Twice."}),
)  # fmt: skip
CAPACITY = (
    row("capacity", get=SEATED, prepare=lambda s: (s.supply_week, s.own_figure, s.period_reading)),
    row("supply", get=SEATED, post=PLANNERS, goes="supply", prepare=lambda s: s.supply_week, data=lambda s: {
        "starts_on": "2031-02-05", "canvassers": "40", "terrain": "suburban", "other_hours": "1.5", "note": "",
    }),
    row("supply_week", get=PLANNERS, post=PLANNERS, goes="supply", data=lambda s: {
        "starts_on": "2031-02-05", "canvassers": "41", "terrain": "dense", "other_hours": "0", "note": "Fewer.",
    }),
    row("supply_remove", post=PLANNERS, goes="supply"),
    row("figures", get=SEATED, prepare=lambda s: s.own_figure),
    row("figure", get=SEATED, post=PLANNERS, goes="figure", words=("parameter",), data=lambda s: {
        "value": "30 %", "low": "25", "high": "40,5", "source": "Spring 2026.",
    }),
    row("figure_reset", post=PLANNERS, goes="figure", words=("parameter",), data=lambda s: {"source": "Too few."}),
    row("period", get=SEATED, post=PLANNERS, goes="period", prepare=lambda s: s.period_reading, data=lambda s: {
        "reading": "in-motion", "reason": "The mayor resigned.",
    }),
)  # fmt: skip
PATHS = (
    row("paths", get=SEATED, prepare=lambda s: (s.results_file, s.office_path)),
    row("path_seat", get=ISSUERS, post=ISSUERS, goes="paths", data=lambda s: {"seat": "open", "reason": "Retires."}),
    row("path_new", get=ISSUERS, post=ISSUERS, goes="path", data=lambda s: {
        "election_on": (s.today + dt.timedelta(days=900)).isoformat(), "starts_on": "", "terrain": "dense",
    }),
    row("path", get=SEATED),
    row("path_ics", get=SEATED, html=False),
    row("path_give_up", get=ISSUERS, post=ISSUERS, goes="path", data=lambda s: {"reason": "The incumbent stays."}),
    row("path_step_new", get=ISSUERS, post=ISSUERS, goes="path", data=lambda s: {
        "title": "Ask the nurses", "due_on": "2030-02-01", "owner": s.cast.member.pk, "done_on": "", "note": "",
    }),
    row("path_step", get=ISSUERS, post=ISSUERS, goes="path", data=lambda s: {
        "title": "Ask the drivers", "due_on": "2030-02-02", "owner": "", "done_on": s.today.isoformat(), "note": "Did.",
    }),
    row("path_step_remove", post=ISSUERS, goes="path"),
)  # fmt: skip
OFFICES = (
    row("offices", get=SEATED, prepare=lambda s: (s.attendance, s.position_vote)),
    row("office_term_new", get=PLANNERS, post=PLANNERS, goes="office_term", data=lambda s: {
        "candidacy": "", "name": "Dee Example", "office": "City Council", "district": "3", "starts_on": "2026-01-01",
        "ends_on": "",
    }),
    row("office_term", get=SEATED, prepare=lambda s: (s.attendance, s.position_vote)),
    row("office_paste", get=PLANNERS, post=PLANNERS, goes="offices", data=lambda s: {
        "sort": "meetings", "rows": f"{s.office_term.candidate.name}, 2026-05-04, present, Minutes.",
    }),
    row("office_term_edit", get=PLANNERS, post=PLANNERS, goes="office_term", data=lambda s: {
        "office": "City Council", "district": "9", "starts_on": "2024-01-01", "ends_on": "2028-01-01",
    }),
    row("attendance_new", get=PLANNERS, post=PLANNERS, goes="office_term", data=lambda s: {
        "held_on": "2026-05-04", "presence": "present", "source": "Minutes.", "link": "https://example.org/minutes",
    }),
    row("position_vote_new", get=PLANNERS, post=PLANNERS, goes="office_term", data=lambda s: {
        "voted_on": "2026-05-05", "measure": "Rent stabilization", "position": "For, convention of 2025",
        "alignment": "with", "source": "Council journal.", "link": "",
    }),
    row("attendance_strike", get=PLANNERS, post=PLANNERS, goes="office_term", data=lambda s: {"reason": "Wrong day."}),
    row("position_vote_strike", get=PLANNERS, post=PLANNERS, goes="office_term", data=lambda s: {"reason": "Twice."}),
    row("public_endorsements", get=ANYBODY, prepare=lambda s: s.published),
    row("publishing", get=ADMIN, post=ADMIN, goes="publishing", data=lambda s: {"publish": "yes"}),
)  # fmt: skip


def edited(scenario: Scenario) -> dict[str, Any]:
    """An edit of a procedure that starts from its first version."""
    return {"seen": "1", "reason": "As the general meeting decided."}


# The recommendation of Chicago's procedure: two committees vote, either suffices.
OF_STAGE = {"type": "procedure_type", "stage_id": "procedure_stage"}
BODIES = (
    row("bodies", get=SEATED, prepare=lambda s: s.body_place),
    row("body_new", get=ADMIN, post=ADMIN, goes="body", data=lambda s: {"kind": "committee", "name": "Labor"}),
    row("body", get=SEATED, prepare=lambda s: s.body_place),
    row("body_dissolve", get=ADMIN, post=ADMIN, goes="body", data=lambda s: {"dissolved_on": s.today.isoformat()}),
    row("body_place_new", get=ADMIN, post=ADMIN, goes="body", data=lambda s: {
        "member": s.cast.member.pk, "weight": "1/2", "starts_on": s.today.isoformat(),
    }),
    row("body_place_end", get=ADMIN, post=ADMIN, goes="body", data=lambda s: {"ends_on": s.today.isoformat()}),
)  # fmt: skip
PROCEDURES = (
    row("procedures", get=SEATED, prepare=lambda s: s.procedure),
    row("procedure_templates", get=SEATED),
    row("procedure_copy", get=ADMIN, post=ADMIN, goes="procedure", args={"template": "procedure_template"},
        words=("template",), data=lambda s: {"name": "As in the Bay"}),
    row("procedure_new", get=ADMIN, post=ADMIN, goes="procedure", data=lambda s: {
        "name": "Our own", "types": ["endorse"], "stage": "General meeting", "body": "membership",
    }),
    row("procedure", get=SEATED),
    row("procedure_version", get=SEATED, args={"version": "procedure_version"}, words=("version",)),
    row("procedure_name", get=ADMIN, post=ADMIN, goes="procedure", data=lambda s: {
        **edited(s), "title": "By our bylaws", "source": "Article 7.", "note": "",
    }),
    row("procedure_retire", get=ADMIN, post=ADMIN, goes="procedures"),
    row("procedure_track_new", get=ADMIN, post=ADMIN, goes="procedure", data=lambda s: {
        **edited(s), "types": ["adopt-red-line"], "stage": "Convention", "body": "delegates",
    }),
    row("procedure_track", get=ADMIN, post=ADMIN, goes="procedure", args=OF_STAGE, words=("type",), data=lambda s: {
        **edited(s), "types": ["endorse", "straw-poll"],
    }),
    row("procedure_track_remove", get=ADMIN, post=ADMIN, goes="procedure", args=OF_STAGE, words=("type",), data=edited),
    row("procedure_stage_new", get=ADMIN, post=ADMIN, goes="procedure", args=OF_STAGE, words=("type",),
        data=lambda s: {
            **edited(s), "votes": "0", "title": "Petition", "note": "", "after": "first/", "signing": "number",
            "sign_number": "15", "sign_share_0": "", "sign_share_1": "", "in_district": "5", "sign_months": "6",
            "months_before": "6", "days_before": "", "within_days": "", "wait_days": "",
        }),
    row("procedure_stage", get=ADMIN, post=ADMIN, goes="procedure", args=OF_STAGE, words=("type",), data=lambda s: {
        **edited(s), "votes": "1", "title": "Recommendation", "note": "Both.", "join": "any", "failing": "stop",
        "until_quorum": "on", "notice_days": "7", "window_days": "3", "months_before": "", "days_before": "",
        "within_days": "30", "wait_days": "2", "vote-0-body": "committee", "vote-0-name": "Electoral working group",
        "vote-0-threshold_0": "2", "vote-0-threshold_1": "3", "vote-0-comparison": "at-least", "vote-0-base": "yes-no",
        "vote-0-quorum": "share-of-average-attendance", "vote-0-quorum_number": "", "vote-0-quorum_share_0": "1",
        "vote-0-quorum_share_1": "2", "vote-0-attendance": "40, 52", "vote-0-method": "secret",
        "vote-0-contest": "ranked", "vote-0-standing_months": "6",
    }),
    row("procedure_stage_move", post=ADMIN, goes="procedure", args=OF_STAGE, words=("type",), data=lambda s: {
        "seen": "1", "direction": "up",
    }),
    row("procedure_stage_remove", get=ADMIN, post=ADMIN, goes="procedure", args=OF_STAGE, words=("type",), data=edited),
)  # fmt: skip


def motion(scenario: Scenario) -> dict[str, Any]:
    """Move or edit a motion: the form with a row for a condition, left empty."""
    return {
        "type": "do-not-endorse", "subject": f"candidacy:{scenario.candidacy.pk}", "title": "Not this time",
        "text": "The chapter does *not* endorse.", "procedure": scenario.motion.procedure_id,
        "conditions-TOTAL_FORMS": "1", "conditions-INITIAL_FORMS": "0", "conditions-0-text": "",
        "conditions-0-due_on": "",
    }  # fmt: skip


def kin(scenario: Scenario) -> dict[str, Any]:
    """Declare a conflict; of who may declare only their own, the name is not read."""
    return {"member": scenario.cast.member.pk, "reason": "Kin."}


CERTIFIERS = seated("steering", "admin")
# A statement is withdrawn by its writer; it is nobody else's to find.
WRITER: Access = {**SEATED, "electoral": MISSING, "steering": MISSING, "admin": MISSING}
MOTIONS = (
    row("motions", get=SEATED, prepare=lambda s: (s.motion, s.condition)),
    row("motion", get=SEATED, prepare=lambda s: (s.statement, s.step, s.recusal)),
    row("motion_new", get=PLANNERS, post=PLANNERS, data=motion, goes="motion"),
    row("motion_edit", get=PLANNERS, post=PLANNERS, data=motion, goes="motion"),
    row("motion_withdraw", get=PLANNERS, post=PLANNERS, goes="motion", data=lambda s: {
        "side": "candidate", "because": "Runs no more.",
    }),
    row("statement_new", get=SEATED, post=SEATED, goes="motion", data=lambda s: {"side": "against", "text": "Not yet."}),
    row("statement_withdraw", post=WRITER, goes="motion"),
    row("step_record", get=PLANNERS, post=PLANNERS, goes="motion", args={"stage_id": "motion_stage"}, data=lambda s: {
        "done_on": s.today.isoformat(), "note": "Minutes.",
    }),
    row("step_undo", post=PLANNERS, goes="motion", args={"stage_id": "step.stage"}),
    row("condition_report", get=PLANNERS, post=PLANNERS, goes="motion", args={"motion_id": "condition.motion_id"},
        data=lambda s: {"state": "met", "found_on": s.today.isoformat(), "source": "Minutes.", "note": ""}),
    row("national_request", get=CERTIFIERS, post=CERTIFIERS, goes="motion", args={"motion_id": "national_motion.pk"},
        data=lambda s: {"asked_on": s.today.isoformat(), "answer": "", "source": "Letter.", "note": ""}),
    row("motion_recusals", get=SEATED, post=SEATED, data=kin, goes="motion_recusals"),
    row("candidacy_recusals", get=SEATED, post=SEATED, data=kin, goes="candidacy_recusals",
        prepare=lambda s: s.recusal),
    row("recusal_lift", get=PLANNERS, post=PLANNERS, goes="candidacy_recusals", data=lambda s: {"reason": "Over."}),
)  # fmt: skip
DEADLINES = (
    row("deadlines", get=SEATED, prepare=lambda s: (s.candidacy, s.procedure)),
    row("deadlines_ics", get=SEATED, prepare=lambda s: (s.candidacy, s.procedure), html=False),
)

# A vote writes nothing but itself, to no log; who looks for a receipt writes nothing at all.
CLOSED = {"ballot_id": "closed_ballot.pk"}
BALLOTS = (
    row("ballot_schedule", get=PLANNERS, post=PLANNERS, goes="ballot", data=lambda s: {
        "bodies": ["0"], "opens_at": "", "closes_at": f"{s.today + dt.timedelta(days=3)}T18:00",
    }, args={"motion_id": "votable_motion.pk", "stage_id": "vote_stage"}),
    row("ballot", get=SEATED),
    row("ballot_vote", get=SEATED, status=302, post=SEATED, goes="ballot", logs=False, data=lambda s: {"choice": "no"}),
    row("ballot_roll", get=SEATED, post=PLANNERS, goes="ballot_roll", data=lambda s: {
        "act": "strike", "member": s.cast.member.pk, "units": "1", "whole": "1", "reason": "Left the body before.",
    }),
    row("ballot_present", get=PLANNERS, post=PLANNERS, goes="ballot", args={"ballot_id": "coming_ballot.pk"},
        data=lambda s: {"present": "3"}),
    row("ballot_remind", post=PLANNERS, goes="ballot"),
    row("ballot_void", get=PLANNERS, post=PLANNERS, goes="ballot", data=lambda s: {"reason": "The text was wrong."}),
    row("ballot_receipts", get=SEATED, post=SEATED, posted=200, logs=False, args=CLOSED, data=lambda s: {
        "receipt": s.closed_ballot.receipts[0],
    }),
    row("ballot_recount", get=SEATED, args=CLOSED, html=False),
    row("ballot_blt", get=SEATED, args={"ballot_id": "closed_contest.pk"}, html=False),
    row("ballot_certify", get=CERTIFIERS, post=CERTIFIERS, goes="ballot", args=CLOSED, data=lambda s: {"language": "en"}),
    row("certificate_pdf", get=SEATED, html=False),
    row("certificate_json", get=SEATED, html=False),
)  # fmt: skip

ROWS: tuple[Row, ...] = (
    *SITE, *ACCOUNTS, *OPERATORS, *PEOPLE, *CYCLES, *DOSSIERS, *FIELD, *OUTCOMES, *IMPORTS, *RED_LINES, *MEMOS, *RESULTS,
    *BODIES, *PROCEDURES, *DEADLINES, *MOTIONS, *BALLOTS,
    *CAPACITY, *PATHS, *OFFICES,
)  # fmt: skip
