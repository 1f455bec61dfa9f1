from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CapacityConfig(AppConfig):
    """CAN WE: what the chapter can knock and what each race needs."""

    name = "capacity"
    verbose_name = _("Capacity")
