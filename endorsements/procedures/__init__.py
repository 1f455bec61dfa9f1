"""Procedures: how a chapter decides, as data, with the published ones as templates. Pure."""
