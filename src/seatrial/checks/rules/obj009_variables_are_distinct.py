"""Each environment variable is there once.

## What it does
Finds a name that stands twice in the `env` of a container. A second entry that says the same as the first is a warning,
which `--fix` removes.

## Why
The last one wins and the other is ignored without a word, and `kubectl apply` merges the list by name, so that an
update may keep the wrong one.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: example.com/chat:1.0
      env: [{name: LOG, value: debug}, {name: LOG, value: info}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  containers:
    - name: chat
      image: example.com/chat:1.0
      env: [{name: LOG, value: info}]
```

## Fix
Remove the one that is not meant.

## References
- https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at, sequence, text
from seatrial.edit import REMOVE, Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "OBJ009", "variables-are-distinct", Severity.ERROR, CONTAINERS,
    aliases="duplicate-env-var environment-variable-key-duplication C-0295", covers=(109,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    first: dict[str, Any] = {}
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        name = text(at(variable, "name"))
        if name and first.setdefault(name, variable) is not variable:
            same = first[name] == variable
            said = "twice" if same else "twice with different values, of which the last wins"
            message = f"container {container.name} sets {name} {said}"
            severity = Severity.WARNING if same else None
            edits = (Edit(container.to("env", index), REMOVE),) if same else ()
            field = f"{container.path}.env[{index}].name"
            yield Hit(field, message, "remove the one that is not meant", severity=severity, edits=edits)
