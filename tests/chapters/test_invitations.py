"""One-time links: stored as a hash, consumed once and only by POST, gone with a sentence."""

import datetime as dt
import logging
import threading
from urllib.parse import quote

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chapters.models import Invitation, LogEntry, Member, Role, Seat
from chapters.operations import invitations
from chapters.policies import Refused, Spent
from tests import factories

PASSWORD = "seven lamps by the river"
NEW = {"name": "New Comer", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


def invited(cast, email="new.comer@example.org", role=Role.ELECTORAL, token="t" * 43, at=None, **fields):
    made = invitations.invite(
        chapter=cast.chapter, email=email, role=role, token=token, by=cast.admin, at=at or timezone.now()
    )
    if fields:
        Invitation.objects.filter(pk=made.pk).update(**fields)
    return reverse("invitation", args=[token])


class TestInviting:
    def test_the_link_is_shown_once_and_mailed_and_kept_as_a_hash(self, cast, as_):
        client = as_("admin")
        answer = client.post(
            reverse("invite", args=[cast.chapter.slug]), {"email": "New.Comer@example.org", "role": "member"}
        )
        assert answer.status_code == 201
        link = answer.context["link"]
        token = link.rstrip("/").rsplit("/", 1)[1]
        assert len(token) == 43
        assert link in answer.text
        assert mail.outbox[0].to == ["new.comer@example.org"]
        assert link in mail.outbox[0].body
        made = Invitation.objects.get()
        assert made.token_hash == invitations.hash_of(token)
        assert made.expires_at - made.invited_at == dt.timedelta(days=14)
        for page in ("people", "log"):
            assert token not in client.get(reverse(page, args=[cast.chapter.slug])).text
        assert token not in str(list(LogEntry.objects.values()))
        assert "comer" not in str(list(LogEntry.objects.values())).lower()

    def test_without_a_mail_server_the_link_is_only_shown(self, cast, as_, settings):
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
        answer = as_("admin").post(
            reverse("invite", args=[cast.chapter.slug]), {"email": "a@example.org", "role": "member"}
        )
        assert "sends no mail" in answer.text

    def test_a_mail_server_that_fails_loses_nothing(self, cast, as_, monkeypatch):
        def fail(*_args, **_options):
            raise ConnectionRefusedError

        monkeypatch.setattr("chapters.mail.send_mail", fail)
        answer = as_("admin").post(
            reverse("invite", args=[cast.chapter.slug]), {"email": "a@example.org", "role": "member"}
        )
        assert answer.status_code == 201
        assert "did not take the mail" in answer.text

    def test_once_is_enough(self, cast, as_):
        invited(cast)
        client, data = as_("admin"), {"email": "NEW.comer@example.org", "role": Role.ELECTORAL}
        again = client.post(reverse("invite", args=[cast.chapter.slug]), data)
        assert again.status_code == 422
        assert "has an open invitation" in again.text
        assert "NEW.comer@example.org" in again.text
        seated = client.post(
            reverse("invite", args=[cast.chapter.slug]), {"email": cast.member.email, "role": "member"}
        )
        assert "holds this seat already" in seated.text

    def test_a_chapters_name_cannot_break_the_mails_head(self, cast, as_):
        type(cast.chapter).objects.filter(pk=cast.chapter.pk).update(name="River\nBcc: all@example.org\n<b>")
        as_("admin").post(reverse("invite", args=[cast.chapter.slug]), {"email": "a@example.org", "role": "member"})
        assert mail.outbox[0].subject == "River Bcc: all@example.org <b> invites you"
        assert mail.outbox[0].recipients() == ["a@example.org"]


class TestNewPerson:
    def test_looking_uses_nothing_up(self, cast):
        link = invited(cast)
        for _ in range(3):
            page = Client().get(link)
            assert page.status_code == 200
            assert cast.chapter.name in page.text
            assert cast.admin.name in page.text
            assert "electoral committee" in page.text
        assert Client().head(link).status_code == 200
        assert Invitation.objects.get().accepted_at is None

    def test_an_account_a_seat_and_signed_in(self, cast):
        client = Client()
        answer = client.post(invited(cast), NEW)
        assert answer.status_code == 302
        assert answer.url == reverse("chapter", args=[cast.chapter.slug])
        member = Member.objects.get(email="new.comer@example.org")
        assert int(client.session[SESSION_KEY]) == member.pk
        assert member.check_password(PASSWORD)
        assert Seat.objects.get(member=member).role == Role.ELECTORAL
        assert Invitation.objects.get().accepted_by == member
        actions = list(LogEntry.objects.order_by("number").values_list("action", flat=True))
        assert actions == ["invitation.sent", "invitation.accepted", "seat.granted"]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"password1": "short", "password2": "short"}, "too short"),
            ({"password2": "another one entirely"}, "match"),
            ({"password1": "password1234", "password2": "password1234"}, "too common"),
            ({"name": ""}, "required"),
            ({"password1": "new.comer@example.org", "password2": "new.comer@example.org"}, "too similar"),
        ],
    )
    def test_what_is_wrong_is_said_and_the_link_still_works(self, cast, typed, said):
        link, client = invited(cast), Client()
        answer = client.post(link, {**NEW, **typed})
        assert answer.status_code == 422
        assert said in answer.text
        assert client.post(link, NEW).status_code == 302

    def test_the_second_of_two_gets_nothing(self, cast):
        link = invited(cast)
        assert Client().post(link, NEW).status_code == 302
        second = Client().post(link, {**NEW, "name": "Some Body"})
        assert second.status_code == 410
        assert Member.objects.filter(email="new.comer@example.org").count() == 1

    def test_two_invitations_make_one_account(self, cast):
        first, second = invited(cast), invited(cast, role=Role.STEERING, token="u" * 43)
        client = Client()
        client.post(first, NEW)
        with pytest.raises(Refused, match="has an account"):
            invitations.accept_as_new(token="u" * 43, name="X", password=PASSWORD, language="en", at=timezone.now())
        assert client.post(second).status_code == 302
        assert Seat.objects.filter(member__email="new.comer@example.org").count() == 2


class TestSomebodyWithAnAccount:
    def test_signs_in_first(self, cast):
        link = invited(cast, email=cast.member.email)
        page = Client().get(link)
        assert f"{reverse('account_login')}?next={quote(link, safe='')}" in page.text
        assert "password1" not in page.text
        refused = Client().post(link, NEW)
        assert refused.status_code == 422
        assert "Sign in with it" in refused.text

    def test_takes_it_with_one_button(self, cast, as_):
        link, client = invited(cast, email=cast.member.email), as_("member")
        assert "Take the seat" in client.get(link).text
        assert client.post(link).status_code == 302
        assert Seat.objects.filter(member=cast.member, role=Role.ELECTORAL).exists()

    @pytest.mark.parametrize("email", ["steering", "new.comer@example.org"])
    def test_who_is_signed_in_as_somebody_else_is_told(self, cast, as_, email):
        link = invited(cast, email=cast.steering.email if email == "steering" else email)
        client = as_("member")
        page = client.get(link)
        assert f"signed in as {cast.member.name}" in page.text
        assert "Take the seat" not in page.text
        assert "password1" not in page.text
        assert client.post(link, NEW).status_code == 422
        assert Invitation.objects.get().accepted_at is None

    def test_who_came_by_the_seat_otherwise_keeps_the_one(self, cast, as_):
        link = invited(cast, email=cast.member.email)
        factories.seat(cast.chapter, Role.ELECTORAL, cast.member)
        assert as_("member").post(link).status_code == 302
        assert Seat.objects.filter(member=cast.member, role=Role.ELECTORAL).count() == 1

    def test_whose_seat_is_about_to_end_goes_on_after_it(self, cast, as_):
        link = invited(cast, email=cast.member.email)
        ends = timezone.now().date() + dt.timedelta(days=30)
        factories.seat(cast.chapter, Role.ELECTORAL, cast.member, ends_on=ends)
        assert as_("member").post(link).status_code == 302
        assert Seat.objects.get(member=cast.member, role=Role.ELECTORAL, ends_on=None).starts_on == ends


class TestSpent:
    @pytest.mark.parametrize(
        ("fields", "status", "said"),
        [
            ({"expires_at": timezone.now() - dt.timedelta(seconds=1)}, 410, "has expired"),
            ({"revoked_at": timezone.now()}, 410, "taken back"),
            ({"token_hash": "0" * 64}, 404, "no such invitation"),
        ],
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_dead_link_says_why_and_not_whose(self, cast, fields, status, said, method):
        answer = getattr(Client(), method)(invited(cast, **fields), NEW)
        assert answer.status_code == status
        assert said in answer.text
        for secret in ("new.comer", cast.chapter.name, cast.admin.name):
            assert secret not in answer.text
        assert not Member.objects.filter(email="new.comer@example.org").exists()

    def test_revoked_by_an_admin(self, cast, as_):
        link, client = invited(cast), as_("admin")
        made = Invitation.objects.get()
        client.post(reverse("invitation_revoke", args=[cast.chapter.slug, made.pk]))
        assert Client().get(link).status_code == 410
        client.post(reverse("invitation_revoke", args=[cast.chapter.slug, made.pk]))
        assert LogEntry.objects.filter(action="invitation.revoked").count() == 1

    def test_what_was_accepted_is_not_revoked(self, cast, as_):
        Client().post(invited(cast), NEW)
        made = Invitation.objects.get()
        page = as_("admin").post(reverse("invitation_revoke", args=[cast.chapter.slug, made.pk]), follow=True)
        assert "End the seat instead" in page.text

    @pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "%ED%A0%80", "..", "<b>", "%E2%80%AE"])
    def test_odd_links_are_unknown_links(self, db, token):
        for method in ("get", "post"):
            assert getattr(Client(), method)(f"/invitations/{token}/").status_code in (400, 404)

    def test_another_chapters_invitation_is_none(self, cast, as_):
        invited(cast)
        made = Invitation.objects.get()
        client = as_("outsider")
        theirs = client.post(reverse("invitation_revoke", args=[cast.other_chapter.slug, made.pk]))
        nobodys = client.post(reverse("invitation_revoke", args=[cast.other_chapter.slug, made.pk + 999]))
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
        made.refresh_from_db()
        assert made.revoked_at is None


def test_the_servers_log_does_not_have_the_link(cast, caplog):
    link, handler = invited(cast), logging.getLogger("django").handlers[0]
    with caplog.at_level("WARNING", logger="django.request"):
        caplog.handler.setFormatter(handler.formatter)
        logging.getLogger("django").addHandler(caplog.handler)
        Client().post(link, {**NEW, "password2": "no"})
        Client().get("/accounts/password/reset/key/1-secretkey/x/")
        logging.getLogger("django").removeHandler(caplog.handler)
    assert "/invitations/\\u2026/" in caplog.text
    assert "t" * 43 not in caplog.text
    assert "secretkey" not in caplog.text


def test_attempts_are_limited(cast):
    link, client = invited(cast), Client()
    answers = [client.post(link, {**NEW, "password2": "no"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert "Too many attempts" in client.post(link, NEW).text
    assert client.get(link).status_code == 200


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize("fields", [{"accepted_at": timezone.now()}, {"role": "king"}])
    def test_an_invitation_that_contradicts_itself(self, cast, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            invited(cast, **fields)

    def test_one_both_accepted_and_revoked(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            invited(cast, accepted_at=timezone.now(), accepted_by=cast.member, revoked_at=timezone.now())

    def test_one_token_twice(self, cast):
        invited(cast)
        with pytest.raises(IntegrityError), transaction.atomic():
            invited(cast, email="other@example.org")


def test_of_two_at_once_one_gets_the_seat(committed, request):
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database is one connection; the second POST after the first is tested above")
    cast = request.getfixturevalue("cast")
    invited(cast, email=cast.member.email)
    ready, outcomes = threading.Barrier(2), []

    def take() -> None:
        close_old_connections()
        ready.wait()
        try:
            invitations.accept(token="t" * 43, by=cast.member, at=timezone.now())
            outcomes.append("seat")
        except Spent:
            outcomes.append("spent")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["seat", "spent"]
    assert Seat.objects.filter(member=cast.member, role=Role.ELECTORAL).count() == 1
