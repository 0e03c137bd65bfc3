"""A cluster file with any number of services, as a platform team would have it: eight objects a service."""

from __future__ import annotations

TEAM_SIZE = 50

HEAD = """\
seatrial: v1
name: {name}
pools:
  cpu: {{instance: m7i.4xlarge, nodes: {nodes}}}
network: {{ingress_class: nginx, issuer: letsencrypt}}
observability: {{metrics: operator}}
config: {{app: {{LOG_LEVEL: info}}}}
teams:
"""
TEAM = """\
  {name}-{team}: {{members: {{engineer: ["group:engineers-{team}"]}}}}
"""
SERVICE = """\
  service-{number}:
    team: {name}-{team}
    image: registry.example.com/services/service-{number}:1.{number}.0
    port: 8080
    replicas: 2..6
    scale: {{cpu: 70%}}
    resources: {{cpu: 100m..500m, memory: 256Mi..512Mi}}
    config: [app]
    probes: {{ready: {{path: /ready}}, live: {{path: /healthz}}}}
    longest_request: 30s
    expose: {{host: service-{number}.example.com}}
    metrics: {{}}
"""


def write(services: int, *, name: str = "thousand", nodes: int = 40) -> str:
    """The text of the file; `name` is part of the names of its namespaces."""
    teams = range((services + TEAM_SIZE - 1) // TEAM_SIZE)
    return "".join(
        (
            HEAD.format(name=name, nodes=nodes),
            *(TEAM.format(name=name, team=team) for team in teams),
            "services:\n",
            *(SERVICE.format(name=name, team=number // TEAM_SIZE, number=number) for number in range(services)),
        )
    )
