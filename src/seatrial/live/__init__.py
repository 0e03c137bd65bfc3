"""Carry out a Plan on a cluster and wait until it stands; what happens on the way is reported as events."""
