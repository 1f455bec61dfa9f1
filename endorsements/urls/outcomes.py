"""Addresses of what was done in the field and how the races ended."""

from django.urls import URLPattern, path

from endorsements.views import field_record

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("candidacies/<int:candidacy_id>/field-record/", field_record.field_record, name="field_record"),
    path("candidacies/<int:candidacy_id>/field-record/import/", field_record.canvass_import, name="canvass_import"),
]
