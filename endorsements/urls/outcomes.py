from django.urls import URLPattern

site: list[URLPattern] = []
of_chapter: list[URLPattern] = []
