from django.urls import URLPattern, path

from endorsements.views import ballot_care, ballot_records, ballot_schedule, ballots
from endorsements.views import ballot_certificates as certified

site: list[URLPattern] = []
of_chapter = [
    path(
        "motions/<int:motion_id>/ballots/new/<slug:stage_id>/", ballot_schedule.ballot_schedule, name="ballot_schedule"
    ),
    path("ballots/<int:ballot_id>/", ballots.ballot, name="ballot"),
    path("ballots/<int:ballot_id>/vote/", ballots.ballot_vote, name="ballot_vote"),
    path("ballots/<int:ballot_id>/roll/", ballot_care.ballot_roll, name="ballot_roll"),
    path("ballots/<int:ballot_id>/present/", ballot_care.ballot_present, name="ballot_present"),
    path("ballots/<int:ballot_id>/remind/", ballot_care.ballot_remind, name="ballot_remind"),
    path("ballots/<int:ballot_id>/void/", ballot_care.ballot_void, name="ballot_void"),
    path("ballots/<int:ballot_id>/receipts/", ballot_records.ballot_receipts, name="ballot_receipts"),
    path("ballots/<int:ballot_id>/recount.json", ballot_records.ballot_recount, name="ballot_recount"),
    path("ballots/<int:ballot_id>/ballots.blt", ballot_records.ballot_blt, name="ballot_blt"),
    path("ballots/<int:ballot_id>/certify/", certified.ballot_certify, name="ballot_certify"),
    path("certificates/<int:certificate_id>/record.pdf", certified.certificate_pdf, name="certificate_pdf"),
    path("certificates/<int:certificate_id>/record.json", certified.certificate_json, name="certificate_json"),
]
