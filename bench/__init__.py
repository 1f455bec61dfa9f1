"""Measurements, each printed as a ratio or against its goal in one run."""
