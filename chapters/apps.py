from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChaptersConfig(AppConfig):
    """WHO: chapters, members, seats, red lines, the log."""

    name = "chapters"
    verbose_name = _("Chapters")
