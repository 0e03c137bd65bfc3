"""A list of allowed repositories ends each entry with a slash.

## What it does
Looks at Gatekeeper constraints of kind K8sAllowedRepos whose `repos` hold an entry without a `/` at its end.

## Why
The constraint compares beginnings, so `registry.example.com/team` also allows `registry.example.com/team-of-somebody-
else`.

## Bad
```yaml
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAllowedRepos
metadata: {name: repos}
spec: {parameters: {repos: [registry.example.com/team]}}
```

## Good
```yaml
apiVersion: constraints.gatekeeper.sh/v1beta1
kind: K8sAllowedRepos
metadata: {name: repos}
spec: {parameters: {repos: [registry.example.com/team/]}}
```

## Fix
End the entry with a slash.

## References
- https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "IMG007", "repository-pattern-closed", Severity.WARNING, objects("K8sAllowedRepos", "K8sAllowedReposv2"),
    aliases="KSV-0124", covers=(59,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    # The second version compares whole names and has an explicit wildcard.
    entries = sequence(at(thing.spec, "parameters", "repos")) if thing.kind == "K8sAllowedRepos" else ()
    for index, entry in enumerate(entries):
        if text(entry) and not text(entry).endswith("/"):
            message = f"{entry} also allows every repository whose name only begins like it"
            yield Hit(f"spec.parameters.repos[{index}]", message, f"write {entry}/")
