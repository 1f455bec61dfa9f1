"""Addresses of those in office and their record, and of the endorsements that a chapter publishes."""

from django.urls import URLPattern, path

from endorsements.views import office_rows, offices, publishing

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("in-office/", offices.offices, name="offices"),
    path("in-office/new/", offices.office_term_new, name="office_term_new"),
    path("in-office/paste/", office_rows.office_paste, name="office_paste"),
    path("in-office/<int:term_id>/", offices.office_term, name="office_term"),
    path("in-office/<int:term_id>/edit/", offices.office_term_edit, name="office_term_edit"),
    path("in-office/<int:term_id>/meetings/new/", offices.attendance_new, name="attendance_new"),
    path("in-office/<int:term_id>/votes/new/", offices.position_vote_new, name="position_vote_new"),
    path("in-office/meetings/<int:attendance_id>/strike/", offices.attendance_strike, name="attendance_strike"),
    path("in-office/votes/<int:position_vote_id>/strike/", offices.position_vote_strike, name="position_vote_strike"),
    path("endorsements/", publishing.public_endorsements, name="public_endorsements"),
    path("endorsements/publishing/", publishing.publishing, name="publishing"),
]
