"""Addresses of what the chapter has: doors by week, canvassers, figures, and its reading of the period."""

from django.urls import URLPattern, path

from capacity.views import figures, period, supply

of_chapter: list[URLPattern] = [
    path("capacity/", supply.capacity, name="capacity"),
    path("capacity/canvassers/", supply.supply, name="supply"),
    path("capacity/canvassers/<int:supply_id>/", supply.supply_week, name="supply_week"),
    path("capacity/canvassers/<int:supply_id>/remove/", supply.supply_remove, name="supply_remove"),
    path("capacity/figures/", figures.figures, name="figures"),
    path("capacity/figures/<slug:parameter>/", figures.figure, name="figure"),
    path("capacity/figures/<slug:parameter>/reset/", figures.figure_reset, name="figure_reset"),
    path("capacity/period/", period.period, name="period"),
]
