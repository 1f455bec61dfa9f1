"""The database's clock, which decides what is in time: one clock, however many servers ask."""

import datetime as dt

from django.db import connection


def database_now() -> dt.datetime:
    """Return the moment at which the database runs this statement, aware, in UTC; on SQLite to the millisecond.

    Not the moment at which the transaction began: whoever asks after waiting for a lock is told the time after it.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            now: dt.datetime = cursor.fetchone()[0]
            return now.astimezone(dt.UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return dt.datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=dt.UTC)
