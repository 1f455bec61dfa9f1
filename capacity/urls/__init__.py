"""Addresses of results, capacity and paths to an office, below `/c/<short name>/`: one module a part."""

from capacity.urls import paths, results, supply

PARTS = (results, supply, paths)
of_chapter = [pattern for part in PARTS for pattern in part.of_chapter]
