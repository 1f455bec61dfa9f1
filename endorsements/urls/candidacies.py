"""Addresses of one candidacy: its page, its facts, notes, weighing and frozen assessments."""

from django.urls import URLPattern, path

from endorsements.views import assessments, candidacies, facts, notes, weighing

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("candidacies/<int:candidacy_id>/", candidacies.candidacy, name="candidacy"),
    path("candidacies/<int:candidacy_id>/history/", candidacies.candidacy_history, name="candidacy_history"),
    # `str`, since a red line's fact has a dot in it: red_lines.rent-control.
    path("candidacies/<int:candidacy_id>/facts/<str:fact>/", facts.fact, name="fact"),
    path("candidacies/<int:candidacy_id>/notes/", notes.write_note, name="write_note"),
    path("candidacies/<int:candidacy_id>/notes/<int:note_id>/withdraw/", notes.withdraw_note, name="withdraw_note"),
    path("candidacies/<int:candidacy_id>/weighing/", weighing.weighing, name="weighing"),
    path("candidacies/<int:candidacy_id>/freeze/", assessments.freeze, name="freeze"),
    path("candidacies/<int:candidacy_id>/assessments/<int:number>/", assessments.assessment, name="assessment"),
]
