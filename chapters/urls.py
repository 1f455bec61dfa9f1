"""Addresses of people, seats, red lines and the log."""

from django.urls import URLPattern

site: list[URLPattern] = []
of_chapter: list[URLPattern] = []
