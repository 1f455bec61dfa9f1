"""Addresses of what was done in the field, how the races ended, and what is learned from it."""

from django.urls import URLPattern, path

from endorsements.views import field_record, outcomes

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("candidacies/<int:candidacy_id>/field-record/", field_record.field_record, name="field_record"),
    path("candidacies/<int:candidacy_id>/field-record/import/", field_record.canvass_import, name="canvass_import"),
    path("races/<int:race_id>/outcome/", outcomes.outcome, name="outcome"),
    path("cycles/<int:cycle_id>/outcomes/", outcomes.outcomes, name="outcomes"),
    path("lessons/", outcomes.lessons, name="lessons"),
    path("lessons/<slug:parameter>/", outcomes.lesson_accept, name="lesson_accept"),
]
