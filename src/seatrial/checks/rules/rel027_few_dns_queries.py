"""Names outside the cluster are looked up at once.

## What it does
Asks pods for the DNS option `ndots` with at most 2. Pods that do not use the DNS of the cluster are left out. The rule
is an opinion and off unless it is asked for: with `ndots: 2` names such as `service.namespace.svc` take one query
more, and names with more dots that rely on the search list no longer resolve first there.

## Why
With the default of 5 each name such as `cdn-lfs.huggingface.co` is first looked up with every domain of the search
list, which takes at least three queries for nothing, and downloads of many small files wait for them.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  dnsConfig: {options: [{name: ndots, value: "2"}]}
  containers: [{name: chat, image: "example.com/chat:1.0"}]
```

## Fix
Add `dnsConfig.options` with `ndots` of `"2"`.

## References
- https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 2


@rule("REL027", "few-dns-queries", Severity.INFO, PODS, aliases="dnsconfig-options", covers=(94,), opt_in=True)
def check(pod: Pod) -> Iterator[Hit]:
    policy = pod.spec.get("dnsPolicy")
    if policy in ("Default", "None") or (pod.spec.get("hostNetwork") is True and policy != "ClusterFirstWithHostNet"):
        return
    for index, option in enumerate(sequence(at(pod.spec, "dnsConfig", "options"))):
        if at(option, "name") == "ndots":
            value = text(at(option, "value"))
            if value.isdecimal() and int(value) > MOST:
                field = f"{pod.path}.dnsConfig.options[{index}].value"
                yield Hit(field, f"names with fewer than {value} dots are looked up many times", 'set it to "2"')
            return
    message = "names outside the cluster are looked up in every domain of the search list first"
    yield Hit(f"{pod.path}.dnsConfig.options", message, 'add the option ndots with value "2"')
