"""Addresses of a cycle's slate."""

from django.urls import URLPattern, path

from endorsements.views import slate

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [path("cycles/<int:cycle_id>/slate/", slate.slate, name="slate")]
