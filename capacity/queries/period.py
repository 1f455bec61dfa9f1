"""How the chapter reads the period."""

from capacity.models import PeriodReading
from chapters.models import Chapter

HISTORY = 100


def readings_of(chapter: Chapter | int) -> list[PeriodReading]:
    """Return the chapter's readings with who recorded them, the newest first and at most 100. One query."""
    return list(PeriodReading.objects.filter(chapter=chapter).select_related("set_by")[:HISTORY])


def current_reading(chapter: Chapter | int) -> PeriodReading | None:
    """Return the reading that holds, with who recorded it; None while there is none. One query."""
    return PeriodReading.objects.filter(chapter=chapter).select_related("set_by").first()
