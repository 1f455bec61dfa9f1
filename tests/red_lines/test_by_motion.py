"""A motion on a red line, from its adoption to the register and back: prefilled, seen before saving, connected."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from chapters.models import LogEntry, RedLine, RedLineVersion
from chapters.operations import red_lines
from chapters.operations.red_lines import Wording
from endorsements.models import Motion, RegisterEntry
from endorsements.operations.register import enter_adopted
from endorsements.policies import Refused
from endorsements.queries.desk import desk_of
from tests import factories
from tests.decisions import records
from tests.factories import NOW, TODAY

WORDS = {"title": "No police money", "text": "Takes *no* money from police unions."}


@pytest.fixture
def version(cast):
    return factories.red_line(cast.chapter, edited_by=cast.admin, edited_at=records.hours(-99))


def adopted(cast, type="adopt-red-line", result="adopted", **fields):
    number = Motion.objects.filter(chapter=cast.chapter).count() + 1
    made = Motion.objects.create(
        chapter=cast.chapter, number=number, type=type, moved_by=cast.steering, moved_at=NOW, **{**WORDS, **fields}
    )
    if result:
        records.decide(made, result, at=records.hours(-1))
    return made


def at(cast, name, *args):
    return reverse(name, args=[cast.chapter.slug, *args])


def filled(page) -> dict[str, str]:
    """What a browser would send from the form as it is shown."""
    form = page.context["form"]
    return {field.html_name: "" if field.value() is None else str(field.value()) for field in form}


def test_a_new_red_line_begins_with_its_motion_and_ends_connected(as_, cast):
    motion, admin = adopted(cast), as_("admin")
    assert desk_of(cast.admin, at=NOW).deciding.red_lines == [motion]
    at_motion = at(cast, "motion", motion.pk)
    link = f"{at(cast, 'red_line_new')}?motion={motion.pk}"
    page = admin.get(at_motion).content.decode()
    assert f'href="{link}"' in page and "If it stands there already" in page
    said = filled(admin.get(link))
    assert said == {
        "motion": str(motion.pk), "slug": "", **WORDS, "why": "", "applies_to": "", "reaffirmed_on": "",
        "in_force_until": "", "adopted_on": str(TODAY), "adopted_by": "Membership", "in_force_from": str(TODAY),
    }  # fmt: skip
    preview = admin.post(link, said).content.decode()
    assert "Nothing is saved yet" in preview and f'name="motion" value="{motion.pk}"' in preview
    assert not RedLine.objects.exists() and not RegisterEntry.objects.exists()
    page = admin.post(link, {**said, "confirm": "1"}, follow=True).content.decode()
    assert "by motion 1" in page and "Decided by motion 1: No police money" in page and at_motion in page
    entry = RegisterEntry.objects.get()
    assert (entry.motion, entry.version.red_line.slug, entry.version.number) == (motion, "no-police-money", 1)
    assert LogEntry.objects.get(action="motion.entered_in_register").detail == {
        "number": 1, "red_line": "no-police-money", "version": 1,
    }  # fmt: skip
    assert desk_of(cast.admin, at=NOW).deciding.red_lines == []
    page = admin.get(at_motion).content.decode()
    assert "Entered in the register" in page and at(cast, "red_line", "no-police-money") in page
    assert "What is left to do" not in page
    # The address is kept somewhere and opened again: the form knows nothing of a motion that is entered.
    assert "motion" not in admin.get(link).context["form"].fields


@pytest.mark.parametrize(("type", "step"), [("reaffirm-red-line", "reaffirm"), ("retire-red-line", "retire")])
def test_a_line_is_reaffirmed_or_retired_by_its_motion(as_, cast, version, type, step):
    other = factories.red_line(cast.chapter, "other-line")
    adopted(cast, type, red_line=other.red_line)
    motion, admin = adopted(cast, type, red_line=version.red_line), as_("admin")
    link = f"{at(cast, f'red_line_{step}', version.red_line.slug)}?motion={motion.pk}"
    assert f'href="{link}"' in admin.get(at(cast, "motion", motion.pk)).content.decode()
    said = filled(admin.get(link))
    assert said == {
        "motion": str(motion.pk),
        "day": str(TODAY),
        "seen": "1",
        "reason": "Motion 2, Membership, 2 Mar 2026",
    }
    admin.post(link, {**said, "confirm": "1"})
    now = version.red_line.versions.get(is_current=True)
    assert (now.number, now.register_entry.motion) == (2, motion)
    assert (now.reaffirmed_on if step == "reaffirm" else now.in_force_until) == TODAY


def test_what_stands_in_the_register_already_is_connected_and_not_written_again(as_, cast, version):
    motion = adopted(cast)
    link = at(cast, "red_line_edit", version.red_line.slug)
    said = {**filled(as_("admin").get(link)), "reason": "Entered by hand before."}
    assert "Nothing was changed" in as_("admin").post(link, said).content.decode()
    as_("admin").post(link, {**said, "motion": motion.pk})
    assert RegisterEntry.objects.get().version == version
    assert RedLineVersion.objects.count() == 1


def test_only_a_motion_that_decided_it_enters_a_line_and_only_once(cast, version):
    line = version.red_line

    def enter(motion, of=version):
        return enter_adopted(motion=motion, write=lambda: of, by=cast.admin, at=NOW)

    for motion in (adopted(cast, result="rejected"), adopted(cast, result=""), adopted(cast, "straw-poll")):
        with pytest.raises(Refused, match="decided nothing"):
            enter(motion)
    about_this = adopted(cast, "retire-red-line", red_line=line)
    with pytest.raises(Refused, match="another red line"):
        enter(about_this, factories.red_line(cast.chapter, "other-line"))
    with pytest.raises(Refused, match="another red line"):
        enter(adopted(cast), factories.red_line(factories.chapter(), "elsewhere"))
    enter(about_this)
    with pytest.raises(Refused, match="entered in the register already"):
        enter(about_this)
    with pytest.raises(Refused, match="what motion 4 decided already"):
        enter(adopted(cast))
    # What is refused after the version was written takes the version back too.
    wording = Wording.of(version)

    def write():
        red_lines.adopt(chapter=cast.chapter, slug="new-one", wording=wording, changed=0, by=cast.admin, at=NOW)
        return version

    with pytest.raises(Refused):
        enter_adopted(motion=adopted(cast), write=write, by=cast.admin, at=NOW)
    assert not RedLine.objects.filter(slug="new-one").exists()


def test_the_database_joins_a_motion_and_a_version_once(cast, version):
    motion = adopted(cast)
    RegisterEntry.objects.create(motion=motion, version=version)
    for again in (
        {"motion": motion, "version": factories.red_line(cast.chapter, "other-line")},
        {"motion": adopted(cast), "version": version},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterEntry.objects.create(**again)
    for record in (motion, version):
        with pytest.raises(ProtectedError):
            record.delete()


def test_a_motion_of_another_chapter_or_act_is_not_offered(as_, cast, version):
    foreign = adopted(cast)
    Motion.objects.filter(pk=foreign.pk).update(chapter=factories.chapter())
    retiring = adopted(cast, "retire-red-line", red_line=version.red_line)
    for motion in (foreign.pk, retiring.pk, "x", 10**30):
        assert "motion" not in as_("admin").get(f"{at(cast, 'red_line_new')}?motion={motion}").context["form"].fields
    waiting = adopted(cast)
    posted = as_("admin").post(at(cast, "red_line_new"), {**WORDS, "motion": foreign.pk})
    assert posted.status_code == 422 and "motion" in posted.context["form"].errors
    assert posted.context["form"].waiting == {waiting.pk: waiting}


def test_what_was_entered_before_motions_were_named_is_connected_once(cast, version):
    """The migration's reckoning: each new line for one motion adopted before it, an edit for one on that line."""
    one, two = adopted(cast), adopted(cast)
    again = adopted(cast, "reaffirm-red-line", red_line=version.red_line)
    new = factories.red_line(cast.chapter, "new-one", edited_at=NOW)
    edited = factories.RedLineVersion.objects.create(
        **{name: getattr(version, name) for name in Wording.__dataclass_fields__}, red_line=version.red_line, number=2,
        is_current=False, edited_by=cast.admin, edited_at=NOW + dt.timedelta(hours=1),
    )  # fmt: skip
    connect = import_module("endorsements.migrations.0007_register_entries_of_before").connect
    connect(apps, None)
    connect(apps, None)
    entered = dict(RegisterEntry.objects.values_list("motion", "version"))
    assert entered == {one.pk: new.pk, again.pk: edited.pk}
    assert desk_of(cast.admin, at=NOW).deciding.red_lines == [two]
