from django.urls import URLPattern, path

from endorsements.views import procedure_stages, procedure_tracks, procedures

site: list[URLPattern] = []
OF_ONE = "procedures/<int:procedure_id>/"
OF_TRACK = OF_ONE + "paths/<slug:type>/"
OF_STAGE = OF_TRACK + "stages/<slug:stage_id>/"
of_chapter = [
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/published/", procedures.templates, name="procedure_templates"),
    path("procedures/published/<slug:template>/copy/", procedures.copy, name="procedure_copy"),
    path("procedures/new/", procedures.new, name="procedure_new"),
    path(OF_ONE, procedures.procedure, name="procedure"),
    path(OF_ONE + "versions/<int:version>/", procedures.version, name="procedure_version"),
    path(OF_ONE + "name/", procedures.naming, name="procedure_name"),
    path(OF_ONE + "retire/", procedures.retire, name="procedure_retire"),
    path(OF_ONE + "paths/new/", procedure_tracks.new, name="procedure_track_new"),
    path(OF_TRACK, procedure_tracks.types, name="procedure_track"),
    path(OF_TRACK + "remove/", procedure_tracks.remove, name="procedure_track_remove"),
    path(OF_TRACK + "stages/new/", procedure_stages.new, name="procedure_stage_new"),
    path(OF_STAGE, procedure_stages.stage, name="procedure_stage"),
    path(OF_STAGE + "move/", procedure_stages.move, name="procedure_stage_move"),
    path(OF_STAGE + "remove/", procedure_stages.remove, name="procedure_stage_remove"),
]
