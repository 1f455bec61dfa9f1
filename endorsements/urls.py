"""Addresses of cycles, races, candidacies, memos and criteria."""

from django.urls import URLPattern

site: list[URLPattern] = []
of_chapter: list[URLPattern] = []
