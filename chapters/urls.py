"""Addresses of people, seats, bodies, invitations and the log."""

from django.urls import path

from chapters.views import bodies, invitations, log, operator, people

site = [
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("operator/", operator.operator, name="operator"),
    path("operator/found/", operator.found, name="operator_found"),
    path("operator/chapters/<int:chapter_id>/invite/", operator.invite_admin, name="operator_invite"),
]
of_chapter = [
    path("people/", people.people, name="people"),
    path("people/seats/new/", people.grant, name="seat_grant"),
    path("people/seats/<int:seat_id>/end/", people.end, name="seat_end"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invitations/<int:invitation_id>/revoke/", invitations.revoke, name="invitation_revoke"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/new/", bodies.found, name="body_new"),
    path("bodies/places/<int:place_id>/end/", bodies.end_place, name="body_place_end"),
    path("bodies/<slug:body_key>/", bodies.body, name="body"),
    path("bodies/<slug:body_key>/dissolve/", bodies.dissolve, name="body_dissolve"),
    path("bodies/<slug:body_key>/places/new/", bodies.seat, name="body_place_new"),
    path("log/", log.entries, name="log"),
]
