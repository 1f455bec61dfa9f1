import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def known_time_zone(name: str) -> None:
    """Refuse a time zone that this machine does not know."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(
            _("“%(name)s” is no time zone; America/New_York is one."), params={"name": name}
        ) from error


class Chapter(models.Model):
    """A chapter of the organization: everything else belongs to exactly one."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="America/New_York", validators=[known_time_zone]
    )
    founded_at = models.DateTimeField()
    publishes_endorsements = models.BooleanField(_("publishes its endorsements"), default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
