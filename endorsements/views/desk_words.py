"""How far off a day is, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def in_words(days: int) -> str:
    """Return how far off a day is."""
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
