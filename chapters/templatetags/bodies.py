"""Votes by weight, as they are written beside every tally."""

from fractions import Fraction

from django import template

register = template.Library()


@register.filter
def votes(weight: Fraction) -> str:
    """Write votes as whole and fraction: 10 1/2."""
    whole, rest = divmod(weight, 1)
    return f"{whole} {rest}" if whole and rest else f"{whole or rest}"
