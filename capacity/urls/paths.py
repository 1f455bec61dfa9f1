from django.urls import URLPattern

of_chapter: list[URLPattern] = []
