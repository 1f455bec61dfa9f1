"""Addresses of people, seats, invitations and the log."""

from django.urls import path

from chapters.views import invitations, log, operator, people

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
    path("log/", log.entries, name="log"),
]
