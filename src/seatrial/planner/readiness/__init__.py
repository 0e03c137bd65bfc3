"""Whether an object has become what its manifest asks for: the rules of kstatus, made strict."""

from seatrial.planner.readiness.rules import readiness
from seatrial.planner.readiness.state import Readiness, ReadinessContext, State

__all__ = ["Readiness", "ReadinessContext", "State", "readiness"]
