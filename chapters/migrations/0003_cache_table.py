"""The table that rate limits are counted in."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE cache")


class Migration(migrations.Migration):
    dependencies = [("chapters", "0002_log_is_append_only")]

    operations = [migrations.RunPython(create, drop)]
