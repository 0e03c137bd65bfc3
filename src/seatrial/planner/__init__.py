"""Wanted against observed: a Plan, and whether an object is ready. Pure: no network, no clock."""
