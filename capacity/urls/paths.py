"""Addresses of the paths to an office."""

from django.urls import URLPattern, path

from capacity.views import path as paths
from capacity.views import path_steps, planner

of_chapter: list[URLPattern] = [
    path("paths/", planner.planner, name="paths"),
    path("paths/seats/<int:contest_id>/", planner.seat, name="path_seat"),
    path("paths/new/<int:contest_id>/", planner.new, name="path_new"),
    path("paths/<int:path_id>/", paths.path, name="path"),
    path("paths/<int:path_id>/steps.ics", paths.calendar, name="path_ics"),
    path("paths/<int:path_id>/give-up/", paths.give_up, name="path_give_up"),
    path("paths/<int:path_id>/steps/new/", path_steps.new, name="path_step_new"),
    path("paths/<int:path_id>/steps/<int:step_id>/", path_steps.step, name="path_step"),
    path("paths/<int:path_id>/steps/<int:step_id>/remove/", path_steps.remove, name="path_step_remove"),
]
