"""The planner gathers no statistics of boxes: PostgreSQL would keep a copy of what they held at that moment.

A copy of a box from while people voted stands in no table of ours and outlives the close: beside it the box as it is
tells which votes came later.
"""

from django.db import migrations

# The first forgets what was gathered already (a column that gets a type has no statistics yet), the second forbids it.
FORBID = """
    ALTER TABLE endorsements_ballotbox ALTER COLUMN votes TYPE jsonb, ALTER COLUMN votes SET STATISTICS 0
"""
ALLOW = "ALTER TABLE endorsements_ballotbox ALTER COLUMN votes SET STATISTICS -1"


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FORBID)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW)


class Migration(migrations.Migration):
    dependencies = [("endorsements", "0007_register_entries_of_before")]

    operations = [migrations.RunPython(forbid, allow)]
