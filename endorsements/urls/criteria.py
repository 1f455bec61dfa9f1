from django.urls import path

from endorsements.views.criteria import criteria

site = [
    path("criteria/", criteria, name="criteria"),
    path("criteria/<slug:rulebook_id>/", criteria, name="rulebook"),
]
of_chapter = [path("criteria/", criteria, name="chapter_criteria")]
