"""Addresses of what a candidacy needs in the field."""

from django.urls import URLPattern, path

from endorsements.views import field

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("candidacies/<int:candidacy_id>/field/", field.field, name="field"),
    path("candidacies/<int:candidacy_id>/field/standing/", field.field_standing, name="field_standing"),
    path("candidacies/<int:candidacy_id>/field/viable-path/", field.accept_viable_path, name="accept_viable_path"),
]
