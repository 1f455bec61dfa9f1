"""The log: chained, append-only by the database's own word, and closed to what no action declares."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from chapters.models import LogEntry, LogHead
from chapters.operations import log
from tests import factories

MADE = log.action("test.made", "name")


@pytest.fixture
def chain(cast):
    for name in ("one", "two", "three"):
        log.append(MADE, chapter=cast.chapter, subject=cast.chapter, by=cast.admin, at=factories.NOW, name=name)
    return log.chain_of(cast.chapter)


def tamper(statement: str) -> None:
    """Change the log as somebody with the database's password would: with its guard taken off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
            cursor.execute("ALTER TABLE chapters_logentry DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER log_refuses_update")
            cursor.execute("DROP TRIGGER log_refuses_delete")
        cursor.execute(statement)


def test_an_untouched_chain_holds(chain):
    assert list(log.problems(chain)) == []
    assert LogHead.objects.get(chain=chain).number == 3


@pytest.mark.parametrize("statement", ["UPDATE chapters_logentry SET action = 'x'", "DELETE FROM chapters_logentry"])
def test_the_database_refuses_to_change_it(chain, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LogEntry.objects.filter(chain=chain).count() == 3


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE chapters_logentry SET action = 'test.other' WHERE number = 2", "entry 2 was changed"),
        ("UPDATE chapters_logentry SET by_id = NULL WHERE number = 3", "entry 3 was changed"),
        ("DELETE FROM chapters_logentry WHERE number = 2", "entry 2 is missing"),
        ("DELETE FROM chapters_logentry WHERE number = 3", "written up to 3"),
    ],
)
def test_tampering_is_found(chain, statement, said):
    tamper(statement)
    assert any(said in problem for problem in log.problems(chain))


def test_the_command_exits_1_when_a_chain_does_not_hold(chain, capsys):
    call_command("verify_log")
    assert "3 entries" in capsys.readouterr().out
    tamper("UPDATE chapters_logentry SET action = 'test.other' WHERE number = 2")
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_log")
    assert stopped.value.code == 1
    assert "entry 2 was changed" in capsys.readouterr().err


def test_an_expected_hash_shows_a_chain_written_anew(chain, capsys):
    head = LogHead.objects.get(chain=chain)
    call_command("verify_log", expect=[f"{chain}:{head.hash}"])
    with pytest.raises(SystemExit):
        call_command("verify_log", expect=[f"{chain}:{'f' * 64}"])


def test_what_no_action_declares_gets_no_place(cast):
    with pytest.raises(ValueError, match="declares no choice"):
        log.append(MADE, chapter=cast.chapter, subject=cast.chapter, by=None, at=factories.NOW, choice="yes")


def test_an_action_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        log.action("test.made")
