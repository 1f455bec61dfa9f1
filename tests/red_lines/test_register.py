"""The red-line register: versions, what an edit would change, and saving only what was seen and is still current."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from chapters.access import standing_of
from chapters.models import LogEntry, RedLine, RedLineVersion
from chapters.operations import red_lines
from chapters.operations.red_lines import Wording
from chapters.policies import Refused
from endorsements.queries import red_lines as queries
from tests import factories
from tests.factories import CADRE, NOW, TODAY

DAY = dt.timedelta(days=1)


def address(cast, name="red_lines", *args):
    return reverse(name, args=[cast.chapter.slug, *args])


def today(cast):
    return standing_of(cast.admin, cast.chapter.slug, at=timezone.now()).today


def typed(version, **fields):
    """What the edit form would post for a version, with some of it changed."""
    said = {name: getattr(Wording.of(version), name) for name in Wording.__dataclass_fields__}
    data = {"seen": version.number, "reason": "Convention decided.", **said, **fields}
    return {name: "" if value is None else str(value) for name, value in data.items()}


@pytest.fixture
def race(cast):
    return factories.race(factories.cycle(cast.chapter))


@pytest.fixture
def version(cast):
    return factories.red_line(cast.chapter, edited_by=cast.admin)


def runs(race, answer=None, name=None, **fields):
    return factories.candidacy(
        race, {**CADRE, **({"red_lines.rent-control": answer} if answer else {})}, name=name, **fields
    )


class TestOperations:
    def test_an_edit_keeps_the_version_before(self, cast, version):
        wording = Wording(**{**vars_of(version), "title": "Rent control everywhere"})
        after = red_lines.revise(
            line=version.red_line, seen=1, wording=wording, reason="Clearer.", changed=2, by=cast.admin, at=NOW
        )
        assert list(version.red_line.versions.values_list("number", "title", "is_current")) == [
            (2, "Rent control everywhere", True),
            (1, "Rent control", False),
        ]
        assert (after.reason, after.edited_by, after.edited_at) == ("Clearer.", cast.admin, NOW)
        entry = LogEntry.objects.get(action="red_line.revised")
        assert entry.detail == {
            "number": 2,
            "in_force_from": "2025-06-01",
            "in_force_until": None,
            "verdicts_changed": 2,
        }

    def test_retired_and_reaffirmed(self, cast, version):
        line, who = version.red_line, {"by": cast.admin, "at": NOW}
        red_lines.reaffirm(line=line, seen=1, day=TODAY, reason="Convention", **who)
        red_lines.retire(line=line, seen=2, day=TODAY, reason="Superseded", changed=0, **who)
        current = line.versions.get(is_current=True)
        assert (current.number, current.reaffirmed_on, current.in_force_until) == (3, TODAY, TODAY)
        with pytest.raises(Refused, match="already"):
            red_lines.retire(line=line, seen=3, day=TODAY, reason="x", changed=0, **who)
        with pytest.raises(Refused, match="only end after"):
            red_lines.retire(line=line, seen=3, day=dt.date(2025, 6, 1), reason="x", changed=0, **who)
        with pytest.raises(Refused, match="reaffirmed before"):
            red_lines.reaffirm(line=line, seen=3, day=dt.date(2025, 5, 19), reason="x", **who)

    def test_a_version_seen_too_early_is_not_written_over(self, cast, version):
        edit = {"line": version.red_line, "seen": 1, "reason": "x", "by": cast.admin, "at": NOW}
        red_lines.reaffirm(day=TODAY, **edit)
        with pytest.raises(red_lines.ChangedMeanwhile) as caught:
            red_lines.retire(day=TODAY, changed=0, **edit)
        assert caught.value.current.number == 2
        with pytest.raises(Refused, match="Nothing was changed"):
            red_lines.reaffirm(day=TODAY, **{**edit, "seen": 2})


def vars_of(version):
    return {name: getattr(version, name) for name in Wording.__dataclass_fields__}


class TestEffect:
    """Judged by the rules for real, without and with the edit."""

    def effect(self, cast, version, **fields):
        before = Wording.of(version) if version else None
        base = (
            vars_of(version)
            if version
            else {"title": "New", "text": "T", "adopted_on": TODAY, "adopted_by": "Convention", "in_force_from": TODAY}
        )
        slug = version.red_line.slug if version else "new-line"
        return queries.effect(cast.chapter, slug, before, Wording(**{**base, **fields}), today=TODAY)

    def test_a_new_line_leaves_every_candidacy_open(self, cast, race):
        runs(race, name="Alma"), runs(race, name="Bela")
        effect = self.effect(cast, None)
        assert [(c.before, c.after) for c in effect.changed] == [("cadre", "undetermined")] * 2
        (finding,) = effect.changed[0].findings
        assert (finding.code, finding.before, finding.after) == ("G4", "yes", "unknown")
        assert (effect.comes, effect.day, effect.same) == ("begins", TODAY, 0)

    def test_retiring_a_line_leaves_its_answers_unjudged(self, cast, race, version):
        runs(race, "crosses", "Alma"), runs(race, "holds", "Bela"), runs(race, None, "Cleo")
        effect = self.effect(cast, version, in_force_until=TODAY)
        assert [(c.candidacy.candidate.name, c.before, c.after) for c in effect.changed] == [
            ("Alma", "not-endorsable", "cadre"),
            ("Cleo", "undetermined", "cadre"),
        ]
        assert (effect.same, effect.comes, effect.answered) == (1, "ends", 2)

    def test_a_later_day_is_judged_as_of_that_day(self, cast, race, version):
        runs(race, "crosses")
        assert self.effect(cast, version, in_force_until=TODAY + 9 * DAY).day == TODAY + 9 * DAY
        effect = self.effect(cast, None, in_force_from=TODAY + 5 * DAY)
        assert (effect.day, effect.comes, len(effect.changed)) == (TODAY + 5 * DAY, "begins", 0)
        factories.red_line(cast.chapter, "ending", in_force_until=TODAY + 3 * DAY)
        runs(race, "holds")
        # By then the other line has ended, so that only this edit makes the difference.
        changed = self.effect(cast, None, in_force_from=TODAY + 5 * DAY).changed
        assert [(c.before, c.after) for c in changed] == [("cadre", "undetermined")]

    def test_words_alone_change_no_verdict(self, cast, race, version):
        runs(race, "holds")
        effect = self.effect(cast, version, text="Something stronger.")
        assert (effect.changed, effect.same, effect.comes, effect.answered) == ((), 1, "stays", 1)

    def test_only_open_candidacies_of_this_chapter_count(self, cast, race, version):
        closed = factories.cycle(cast.chapter, closed_at=NOW)
        runs(factories.race(closed), "crosses")
        runs(race, "crosses", closed_at=NOW, closed_because="Withdrew")
        elsewhere = factories.race(factories.cycle(cast.other_chapter))
        runs(elsewhere, "crosses")
        effect = self.effect(cast, version, in_force_until=TODAY)
        assert (effect.changed, effect.same) == ((), 0)

    def test_a_dossier_that_cannot_be_judged_is_counted_apart(self, cast, race, version):
        runs(race, "crosses", rulebook="no-such-book")
        effect = self.effect(cast, version, in_force_until=TODAY)
        assert (effect.unjudged, effect.same) == (1, 0)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_takes_three_queries(self, cast, race, version, rows, django_assert_num_queries):
        for _ in range(rows):
            runs(race, "crosses")
        with django_assert_num_queries(3):
            effect = self.effect(cast, version, in_force_until=TODAY)
            assert [c.candidacy.candidate.name for c in effect.changed]
        assert len(effect.changed) == rows


class TestPages:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_register_takes_the_same_queries(self, cast, as_, rows, django_assert_num_queries):
        for each in range(rows):
            factories.red_line(cast.chapter, f"now-{each}")
            factories.red_line(cast.chapter, f"later-{each}", in_force_from=dt.date(2090, 1, 1))
            factories.red_line(cast.chapter, f"gone-{each}", in_force_until=dt.date(2025, 7, 1))
        client = as_("member")
        with django_assert_num_queries(4):  # session, person, standing; lines
            page = client.get(address(cast))
        register = page.context["register"]
        assert [len(part) for part in (register.in_force, register.future, register.retired)] == [rows] * 3
        assert "New red line" not in page.text

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_of_one_line_takes_the_same_queries(self, cast, as_, version, rows, django_assert_num_queries):
        for number in range(1, rows + 1):
            red_lines.reaffirm(
                line=version.red_line, seen=number, day=TODAY + number * DAY, reason="Again", by=cast.admin, at=NOW
            )
        client = as_("member")
        with django_assert_num_queries(8):  # session, person, standing; line, count, versions, motions
            page = client.get(address(cast, "red_line", "rent-control"))
        assert len(page.context["history"]) == rows + 1
        assert "<ins>3 Mar 2026</ins>" in page.text

    def test_markdown_is_rendered_and_cleaned(self, cast, as_):
        factories.red_line(cast.chapter, text="**No** <script>alert(1)</script>", why="[x](javascript:alert(1))")
        for url in (address(cast), address(cast, "red_line", "rent-control")):
            text = as_("member").get(url).text
            assert "<strong>No</strong>" in text
            assert "<script>alert" not in text
            assert 'href="javascript' not in text

    def test_another_chapters_line_is_the_404_of_none(self, cast, as_, version):
        client = as_("outsider")
        for name in ("red_line", "red_line_edit", "red_line_retire", "red_line_reaffirm"):
            for method in ("get", "post"):
                if (name, method) == ("red_line", "post"):
                    continue
                theirs = getattr(client, method)(reverse(name, args=[cast.other_chapter.slug, "rent-control"]))
                nobodys = getattr(client, method)(reverse(name, args=[cast.other_chapter.slug, "no-such-line"]))
                assert (theirs.status_code, theirs.content) == (404, nobodys.content)


class TestEditing:
    def test_seen_first_then_saved(self, cast, as_, race, version):
        runs(race, "crosses", "Alma Reyes")
        client, url = as_("admin"), address(cast, "red_line_edit", "rent-control")
        assert client.get(url).status_code == 200
        data = typed(version, in_force_until=today(cast))
        preview = client.post(url, data)
        assert preview.status_code == 200
        assert "Alma Reyes" in preview.text
        assert "1 open candidacy would change its verdict." in preview.text
        assert "Not endorsable" in preview.text
        assert RedLineVersion.objects.count() == 1
        assert not LogEntry.objects.exists()
        kept = {name: field.value() for name, field in ((f.name, f) for f in preview.context["form"])}
        assert {name: str(value) for name, value in kept.items()} == data
        saved = client.post(url, {**data, "confirm": "1"}, follow=True)
        assert "Saved as version 2. Verdicts changed: 1." in saved.text
        assert LogEntry.objects.get().detail["verdicts_changed"] == 1

    def test_going_back_keeps_what_was_typed(self, cast, as_, version):
        url = address(cast, "red_line_edit", "rent-control")
        page = as_("admin").post(url, {**typed(version, title="Half done"), "back": "1"})
        assert page.status_code == 200
        assert 'value="Half done"' in page.text
        assert RedLineVersion.objects.count() == 1

    def test_a_new_line(self, cast, as_, race):
        runs(race)
        client, url, day = as_("admin"), address(cast, "red_line_new"), str(today(cast))
        data = {
            "title": "No police money",
            "text": "T",
            "adopted_on": day,
            "adopted_by": "Convention",
            "in_force_from": day,
        }
        preview = client.post(url, data)
        assert "Undetermined" in preview.text
        assert not RedLine.objects.exists()
        assert client.post(url, {**data, "confirm": "1"}).url == address(cast, "red_line", "no-police-money")
        again = client.post(url, {**data, "confirm": "1"})
        assert again.status_code == 422
        assert "has a red line with this id" in again.text

    def test_retire_and_reaffirm(self, cast, as_, race, version):
        runs(race, "crosses")
        client = as_("admin")
        data = {"seen": 1, "day": str(today(cast)), "reason": "Decided"}
        reaffirmed = client.post(address(cast, "red_line_reaffirm", "rent-control"), data)
        assert reaffirmed.status_code == 302
        url = address(cast, "red_line_retire", "rent-control")
        assert "Cadre" in client.post(url, {**data, "seen": 2}).text
        assert client.post(url, {**data, "seen": 2, "confirm": "1"}).status_code == 302
        current = RedLineVersion.objects.get(is_current=True)
        assert (current.reaffirmed_on, current.in_force_until) == (today(cast), today(cast))

    @pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
    @pytest.mark.parametrize("seen", ["1", "0", "x", "", "9" * 30, "\x00"])
    def test_a_change_meanwhile_is_shown_and_nothing_typed_is_lost(self, cast, as_, version, confirm, seen):
        red_lines.reaffirm(line=version.red_line, seen=1, day=TODAY, reason="Meanwhile", by=cast.admin, at=NOW)
        url = address(cast, "red_line_edit", "rent-control")
        page = as_("admin").post(url, {**typed(version, title="Mine", seen=seen), **confirm})
        assert page.status_code == 409
        assert "Somebody else changed this red line" in page.text
        assert "Meanwhile" in page.text
        assert 'value="Mine"' in page.text
        assert RedLineVersion.objects.count() == 2
        again = {f.name: f.value() or "" for f in page.context["form"]}
        assert as_("admin").post(url, {**again, "confirm": "1"}).status_code == 302
        assert RedLineVersion.objects.get(is_current=True).title == "Mine"

    def test_changed_in_the_very_moment(self, cast, as_, version, monkeypatch):
        def late(**_said):
            raise red_lines.ChangedMeanwhile(RedLineVersion.objects.select_related("edited_by", "red_line").get())

        monkeypatch.setattr(red_lines, "revise", late)
        url = address(cast, "red_line_edit", "rent-control")
        page = as_("admin").post(url, {**typed(version, title="Mine"), "confirm": "1"})
        assert page.status_code == 409
        assert 'value="Mine"' in page.text

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"reason": ""}, "required"),
            ({"title": ""}, "required"),
            ({"in_force_until": "2025-06-01"}, "must end after"),
            ({"reaffirmed_on": "2025-05-19"}, "before it was adopted"),
            ({"adopted_on": "20 May"}, "valid date"),
            ({}, "Nothing was changed"),
        ],
    )
    def test_what_is_wrong_is_said(self, cast, as_, version, fields, said):
        url = address(cast, "red_line_edit", "rent-control")
        for confirm in ({}, {"confirm": "1"}):
            page = as_("admin").post(url, {**typed(version, **fields), **confirm})
            assert page.status_code == 422
            assert said in page.text
        assert RedLineVersion.objects.count() == 1

    def test_line_breaks_of_browsers_are_no_change(self, cast, as_):
        version = factories.red_line(cast.chapter, text="one\ntwo")
        page = as_("admin").post(address(cast, "red_line_edit", "rent-control"), typed(version, text="one\r\ntwo"))
        assert "Nothing was changed" in page.text


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "fields",
        [
            {"in_force_until": dt.date(2025, 6, 1)},
            {"reaffirmed_on": dt.date(2025, 5, 19)},
            {"slug": "rent-control"},
        ],
    )
    def test_a_line_that_contradicts_itself(self, cast, version, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.red_line(cast.chapter, **{"slug": "other", **fields})

    @pytest.mark.parametrize("fields", [{"number": 1, "is_current": False}, {"number": 2, "is_current": True}])
    def test_two_versions_in_one_place(self, cast, version, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            RedLineVersion.objects.create(
                red_line=version.red_line, edited_by=cast.admin, edited_at=NOW, **{**vars_of(version), **fields}
            )
