"""A meeting signs in within a minute, from one address or behind a proxy; guessing stays limited."""

import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from config.environment import Environment
from tests import factories

PASSWORD = "seven lamps by the river"
HALL = "198.51.100.7"


@pytest.fixture(autouse=True)
def within_one_minute(monkeypatch):
    cache.clear()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)


def tries(email, password=PASSWORD, forwarded="", **server):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return Client().post(reverse("account_login"), {"login": email, "password": password}, headers=headers, **server)


def test_two_hundred_of_one_address_sign_in_though_some_mistype(db):
    people = [factories.member(f"Voter {number}", password=PASSWORD) for number in range(200)]
    mistyped = [tries(person.email, "a slip of the thumb", REMOTE_ADDR=HALL) for person in people[::5]]
    assert {answer.status_code for answer in mistyped} == {200}
    assert {tries(person.email, REMOTE_ADDR=HALL).status_code for person in people} == {302}


def test_one_account_is_guessed_at_five_times_whatever_the_address(db):
    email = factories.member(password=PASSWORD).email
    for number in range(5):
        tries(email, "guessed", REMOTE_ADDR=f"203.0.113.{number}")
    assert "Too many failed login attempts" in tries(email, REMOTE_ADDR="203.0.113.99").text


def test_guessing_at_many_accounts_from_one_address_is_limited(db):
    answers = [tries(f"{number}@example.org", "guessed", REMOTE_ADDR=HALL).text for number in range(61)]
    assert ["Too many failed" in answer for answer in answers] == [False] * 60 + [True]


@pytest.mark.parametrize(("proxies", "shared"), [(0, True), (1, False)])
def test_behind_a_proxy_each_address_has_a_limit_of_its_own(db, settings, proxies, shared):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    email = factories.member(password=PASSWORD).email
    assert tries(email, forwarded="203.0.113.1").status_code == 302
    assert tries(email, forwarded="203.0.113.2").status_code == (429 if shared else 302)


def test_an_address_that_the_visitor_invents_counts_for_nothing(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    email = factories.member(password=PASSWORD).email
    assert tries(email, forwarded=f"203.0.113.1, {HALL}").status_code == 302
    assert tries(email, forwarded=f"203.0.113.2, {HALL}").status_code == 429


@pytest.mark.parametrize(
    ("told", "count"),
    [({}, 1), ({"https": False}, 0), ({"debug": True}, 0), ({"proxies": 2}, 2), ({"proxies": 0}, 0)],
)
def test_a_site_with_tls_in_front_of_it_has_one_proxy_unless_told_otherwise(told, count):
    values = {"secret_key": "k" * 50, "allowed_hosts": "vote.example.org", "debug": False, "https": True, **told}
    assert Environment(**values).proxy_count == count
