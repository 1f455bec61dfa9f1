"""Signing in through allauth: password, its reset, the second factor, recovery codes, and what is not offered."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import factories

PASSWORD = "seven lamps by the river"


@pytest.fixture(autouse=True)
def no_earlier_attempts(monkeypatch):
    cache.clear()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # a code must not run out between being made and being sent


@pytest.fixture
def member(db):
    return factories.member("Ada Quill", email="ada@example.org", password=PASSWORD)


def sign_in(client, password=PASSWORD, email="ada@example.org", **options):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **options)


def is_in(client):
    return "_auth_user_id" in client.session


def code(secret):
    """Return the code that is right now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def fresh_code(secret):
    """Return the code that is right now, as if it had not been used: each works only once."""
    cache.clear()
    return code(secret)


@pytest.fixture
def secured(member):
    """A member with a second factor: the client that set it up, and the secret."""
    client = Client()
    sign_in(client)
    again = client.get(reverse("mfa_activate_totp")).url  # the password once more, however fresh the sign-in
    client.post(again, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.text
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.status_code == 302
    return client, secret


class TestPassword:
    def test_signs_in_and_out(self, member):
        client = Client()
        assert client.get(reverse("account_login")).status_code == 200
        assert sign_in(client).url == reverse("desk")
        assert is_in(client)
        client.post(reverse("account_logout"))
        assert not is_in(client)

    def test_the_case_of_the_address_does_not_matter(self, member):
        client = Client()
        sign_in(client, email="ADA@Example.ORG")
        assert is_in(client)

    def test_goes_on_to_where_one_was_going_and_nowhere_else(self, member):
        url = reverse("account_login")
        data = {"login": "ada@example.org", "password": PASSWORD}
        assert Client().post(url, {**data, "next": "/criteria/"}).url == "/criteria/"
        assert Client().post(url, {**data, "next": "https://elsewhere.example/"}).url == reverse("desk")

    def test_a_wrong_one_says_the_same_for_an_address_that_has_no_account(self, member):
        wrong = sign_in(Client(), "not this one at all")
        nobody = sign_in(Client(), email="nobody@example.org")
        for answer in (wrong, nobody):
            assert answer.status_code == 200
            assert "not correct" in answer.text

    def test_too_many_wrong_ones_are_refused_in_words(self, member):
        client = Client()
        for _ in range(5):
            sign_in(client, "not this one at all")
        refused = sign_in(client)
        assert not is_in(client)
        assert "Too many failed login attempts" in refused.text

    def test_too_many_requests_get_a_page(self, member):
        client = Client()
        answers = [sign_in(client, "wrong", email=f"{each}@example.org") for each in range(301)]
        assert answers[-1].status_code == 429
        assert "Too many attempts" in answers[-1].text

    def test_who_may_not_sign_in_is_told(self, member):
        member.is_active = False
        member.save()
        client = Client()
        answer = sign_in(client, follow=True)
        assert answer.status_code == 200
        assert not is_in(client)

    def test_is_changed_by_its_owner(self, member):
        client = Client()
        sign_in(client)
        url, new = reverse("account_change_password"), "nine lamps by the river"
        assert client.get(url).status_code == 200
        client.post(url, {"oldpassword": PASSWORD, "password1": new, "password2": new})
        member.refresh_from_db()
        assert member.check_password(new)


class TestReset:
    def test_by_a_link_that_works_once(self, member):
        client, new = Client(), "nine lamps by the river"
        answer = client.post(reverse("account_reset_password"), {"email": "Ada@example.org"})
        assert answer.url == reverse("account_reset_password_done")
        assert client.get(answer.url).status_code == 200
        assert mail.outbox[0].to == ["ada@example.org"]
        link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
        form = client.get(link, follow=True)
        assert form.status_code == 200
        url = form.redirect_chain[-1][0]
        done = client.post(url, {"password1": new, "password2": new}, follow=True)
        assert done.status_code == 200
        member.refresh_from_db()
        assert member.check_password(new)
        again = Client().get(link, follow=True)
        assert again.status_code == 200
        assert "password1" not in again.text

    def test_an_address_without_an_account_gets_the_same_page_and_no_mail(self, member):
        answer = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
        assert answer.url == reverse("account_reset_password_done")
        assert mail.outbox == []

    @pytest.mark.parametrize("key", ["1-x", "zzzzzzzzzzzzzzzzzz-set-password", "1-" + "a" * 3000])
    def test_a_broken_link_is_a_page(self, db, key):
        assert Client().get(f"/accounts/password/reset/key/{key}/", follow=True).status_code in (200, 404)


class TestSecondFactor:
    def test_is_asked_for_after_the_password(self, secured):
        _client, secret = secured
        client = Client()
        answer = sign_in(client)
        assert answer.url == reverse("mfa_authenticate")
        assert not is_in(client)
        assert client.get(answer.url).status_code == 200
        wrong = client.post(answer.url, {"code": "000000"})
        assert wrong.status_code == 200
        assert not is_in(client)
        assert client.post(answer.url, {"code": fresh_code(secret)}).url == reverse("desk")
        assert is_in(client)

    def test_recovery_codes_stand_in_for_it_once_each(self, secured):
        client, _secret = secured
        page = client.get(reverse("mfa_view_recovery_codes"))
        assert page.status_code == 200
        recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
        assert recovery[0] in page.text
        assert recovery[0] in client.get(reverse("mfa_download_recovery_codes")).text
        for expected in (True, False):
            other = Client()
            sign_in(other)
            other.post(reverse("mfa_authenticate"), {"code": recovery[0]})
            assert is_in(other) is expected

    def test_new_recovery_codes_replace_the_old(self, secured):
        client, _secret = secured
        record = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
        before = record.wrap().get_unused_codes()
        assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
        client.post(reverse("mfa_generate_recovery_codes"))
        record = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
        assert set(before).isdisjoint(record.wrap().get_unused_codes())

    def test_can_be_taken_off(self, secured, member):
        client, _secret = secured
        assert client.get(reverse("mfa_index")).status_code == 200
        assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
        client.post(reverse("mfa_deactivate_totp"))
        assert not Authenticator.objects.filter(user=member).exists()
        other = Client()
        sign_in(other)
        assert is_in(other)

    def test_is_not_set_up_without_the_password_again(self, member):
        client = Client()
        client.force_login(member)
        answer = client.get(reverse("mfa_activate_totp"), follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
        client.post(answer.redirect_chain[-1][0], {"password": PASSWORD})
        assert client.get(reverse("mfa_activate_totp")).status_code == 200

    def test_the_authenticating_page_without_a_password_before_leads_to_sign_in(self, db):
        assert Client().get(reverse("mfa_authenticate")).url == reverse("account_login")

    def test_wrong_codes_are_limited(self, secured):
        client = Client()
        sign_in(client)
        for _ in range(12):
            answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert answer.status_code == 429 or "Too many" in answer.text


def test_there_is_no_sign_up_and_no_change_of_address():
    for name in ("account_signup", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("address", ["account_login", "account_reset_password"])
@pytest.mark.parametrize("text", ["\x00", "x" * 1_000_000, "\u202eabc@example.org", "<b>@example.org", "=1+1"])
def test_odd_input_is_no_error(db, address, text):
    data = dict.fromkeys(("login", "password", "email"), text)
    assert Client().post(reverse(address), data).status_code in (200, 302)
