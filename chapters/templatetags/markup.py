"""`{% load markup %}`, then `{{ text|markdown }}`."""

from django import template
from django.utils.safestring import SafeString

from chapters.markup import to_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown as cleaned HTML, for a `.prose` block."""
    return to_html(text)
