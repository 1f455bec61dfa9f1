"""Addresses of what is due in a cycle, as a page and as a calendar file."""

from django.urls import URLPattern, path

from endorsements.views import deadlines

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("cycles/<int:cycle_id>/deadlines/", deadlines.deadlines, name="deadlines"),
    path("cycles/<int:cycle_id>/deadlines.ics", deadlines.calendar, name="deadlines_ics"),
]
