from __future__ import annotations

ORDER = 90


def command() -> None:
    """Print the JSON Schema of cluster.yaml, for editors."""
    import json

    from seatrial.cli.output import write
    from seatrial.spec.schema import json_schema

    write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
