"""What can go wrong with a scan."""

from __future__ import annotations

from seatrial.errors import SeatrialError


class ScanError(SeatrialError):
    """No scanner can be run, or one could not scan an image."""
