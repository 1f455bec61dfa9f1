"""Connect what stands in the registers with the adopted motions that it was entered for, as far as times tell it.

Until now an entry did not name its motion: each new red line counted for one motion adopted before it, each edit of a
line for one motion on that line. The same reckoning is written down here once.
"""

from django.db import migrations


def connect(apps, schema_editor):
    motions = apps.get_model("endorsements", "Motion")
    entries = apps.get_model("endorsements", "RegisterEntry")
    versions = apps.get_model("chapters", "RedLineVersion")
    adopted = motions.objects.filter(
        type__in=("adopt-red-line", "reaffirm-red-line", "retire-red-line"),
        decision__result="adopted",
        register_entry__isnull=True,
    ).order_by("decision__decided_at", "pk")
    taken = set(entries.objects.values_list("version", flat=True))
    for motion in adopted.select_related("decision"):
        edits = versions.objects.filter(
            red_line__chapter=motion.chapter_id, edited_at__gte=motion.decision.decided_at
        ).exclude(pk__in=taken)
        edits = edits.filter(number=1) if motion.type == "adopt-red-line" else edits.filter(red_line=motion.red_line_id)
        found = edits.order_by("edited_at", "pk").first()
        if found is not None:
            taken.add(found.pk)
            entries.objects.create(motion=motion, version=found)


class Migration(migrations.Migration):
    dependencies = [("endorsements", "0006_what_came_of_motions"), ("chapters", "0005_bodies")]

    operations = [migrations.RunPython(connect, migrations.RunPython.noop)]
