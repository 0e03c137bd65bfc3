"""An object has the fields, types and values that its kind has.

## What it does
Validates every object against the published schema of its kind in the version of Kubernetes that is targeted
(`--kubernetes`), and custom resources against the schemas of their projects or against the definitions among the
checked files. Unknown fields are faults, as they are to `kubectl apply --validate=strict`.

## Why
The API server refuses the object, or drops the misspelt field without a word and does something else than was written.
A probe under the wrong name is no probe.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: "3"
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "example.com/web:1.0", port: 80}]}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "example.com/web:1.0", ports: [{containerPort: 80}]}]}
```

## Fix
Write what the finding names; `kubectl explain` prints the fields of a kind.

## References
- https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
- https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.definitions import custom_schemas, schema_version
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity
from seatrial.location import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object


@rule("SCH001", "schema-valid", Severity.ERROR, objects(), aliases="schema-validation", covers=(95,))
def check(thing: Object) -> Iterator[Hit]:
    from seatrial.schemas import validate

    inventory = thing.inventory
    if inventory.context.live:
        return  # the API server has accepted it
    for fault in validate(thing.manifest, inventory.derive(schema_version), inventory.derive(custom_schemas)):
        edits = (fault.edit,) if fault.edit else ()
        yield Hit(format_path(fault.path), fault.message, fault.fix or "see `kubectl explain`", edits=edits)
