from django.urls import URLPattern, path

from endorsements.views import memos, packets

site: list[URLPattern] = []
of_chapter = [
    path("memos/", memos.memos, name="memos"),
    path("memos/<int:number>/", memos.memo, name="memo"),
    path("memos/<int:number>/memo.pdf", memos.memo_pdf, name="memo_pdf"),
    path("assessments/<int:assessment_id>/memo/", memos.memo_issue, name="memo_issue"),
    path("cycles/<int:cycle_id>/packet/", packets.packet_new, name="packet_new"),
    path("packets/<int:packet_id>/", packets.packet, name="packet"),
    path("packets/<int:packet_id>/packet.pdf", packets.packet_pdf, name="packet_pdf"),
]
