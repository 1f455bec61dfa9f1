"""`manage.py load_demo`: load the invented chapter, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from endorsements.demo.loading import load


class Command(BaseCommand):
    """Refuses outside demo mode: its people can be continued as by anybody there."""

    help = "Load the demo chapter, unless it is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("load_demo works in demo mode only: set DEBUG=1 DEMO=1.")
        chapter = load(at=timezone.now())
        self.stdout.write(f"Loaded {chapter.name}." if chapter else "The demo chapter is there already.")
