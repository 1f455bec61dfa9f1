from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EndorsementsConfig(AppConfig):
    """WHAT WE DECIDE: races, candidacies, dossiers, assessments, memos."""

    name = "endorsements"
    verbose_name = _("Endorsements")
