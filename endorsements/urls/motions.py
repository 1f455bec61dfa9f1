"""Addresses of motions: the list, each one's page, its statements, steps, conditions and recusals."""

from django.urls import URLPattern, path

from endorsements.views import motion_parts, motions, national, recusals

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("motions/", motions.motions, name="motions"),
    path("motions/new/", motions.motion_new, name="motion_new"),
    path("motions/<int:motion_id>/", motions.motion, name="motion"),
    path("motions/<int:motion_id>/edit/", motions.motion_edit, name="motion_edit"),
    path("motions/<int:motion_id>/withdraw/", motions.motion_withdraw, name="motion_withdraw"),
    path("motions/<int:motion_id>/statements/new/", motion_parts.statement_new, name="statement_new"),
    path(
        "motions/<int:motion_id>/statements/<int:statement_id>/withdraw/",
        motion_parts.statement_withdraw,
        name="statement_withdraw",
    ),
    path("motions/<int:motion_id>/steps/<slug:stage_id>/", motion_parts.step_record, name="step_record"),
    path("motions/<int:motion_id>/steps/<slug:stage_id>/undo/", motion_parts.step_undo, name="step_undo"),
    path(
        "motions/<int:motion_id>/conditions/<int:condition_id>/", motion_parts.condition_report, name="condition_report"
    ),
    path("motions/<int:motion_id>/national/", national.national_request, name="national_request"),
    path("motions/<int:motion_id>/recusals/", recusals.motion_recusals, name="motion_recusals"),
    path("candidacies/<int:candidacy_id>/recusals/", recusals.candidacy_recusals, name="candidacy_recusals"),
    path("recusals/<int:recusal_id>/lift/", recusals.recusal_lift, name="recusal_lift"),
]
