"""Policies about signed images turn unsigned ones away.

## What it does
Looks at policies that verify signatures and provenance of images (`verifyImages` and ImageValidatingPolicy of Kyverno,
ClusterImagePolicy of Sigstore) and finds those that let the others pass: by auditing or warning only, by an authority
that always passes, or by accepting the signature of just anybody. Whether an image is signed stands in its registry,
not in files.

## Why
An image that was swapped in the registry starts all the same, and the policy's report is read after it ran.

## Bad
```yaml
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: signed}
spec:
  validationFailureAction: Audit
  rules:
    - name: signed
      match: {any: [{resources: {kinds: [Pod]}}]}
      verifyImages: [{imageReferences: ["example.com/*"], attestors: [{entries: [{keys: {publicKeys: k8s://a/b}}]}]}]
```

## Good
```yaml
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: signed}
spec:
  validationFailureAction: Enforce
  rules:
    - name: signed
      match: {any: [{resources: {kinds: [Pod]}}]}
      verifyImages: [{imageReferences: ["example.com/*"], attestors: [{entries: [{keys: {publicKeys: k8s://a/b}}]}]}]
```

## Fix
Write `Enforce` (Kyverno), `Deny` (ImageValidatingPolicy) or `enforce` (Sigstore) once the reports are clean, and name
the issuer and the subject whose signature counts.

## References
- https://kyverno.io/docs/policy-types/cluster-policy/verify-images/
- https://docs.sigstore.dev/policy-controller/overview/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

ANYBODY = (".*", ".+", "^.*$", "^.+$")


@rule(
    "POD039",
    "image-policy-enforced",
    Severity.WARNING,
    objects(
        "ClusterPolicy", "Policy", "ImageValidatingPolicy", "NamespacedImageValidatingPolicy", "ClusterImagePolicy"
    ),
    aliases="C-0236 C-0237 C-0289",
    covers=(41,),
)
def check(thing: Object) -> Iterator[Hit]:
    match thing.key.group:
        case "kyverno.io":
            yield from _of_kyverno(thing)
        case "policies.kyverno.io":
            actions = thing.spec.get("validationActions")
            if actions is not None and "Deny" not in sequence(actions):
                message = f"policy {thing.name} reports images that fail and lets them start"
                yield Hit("spec.validationActions", message, "write Deny")
        case "policy.sigstore.dev":
            yield from _of_sigstore(thing)
        case _:
            pass


def _of_kyverno(policy: Object) -> Iterator[Hit]:
    default = policy.spec.get("validationFailureAction")
    message = f"policy {policy.name} reports images that fail and lets them start"
    for row, part in enumerate(sequence(policy.spec.get("rules"))):
        for column, images in enumerate(sequence(at(part, "verifyImages"))):
            own = at(images, "failureAction")
            if text(default if own is None else own).lower() != "enforce":
                at_rule = f"spec.rules[{row}].verifyImages[{column}].failureAction"
                field = at_rule if own is not None else "spec.validationFailureAction"
                yield Hit(field, message, "write Enforce")
                if own is None:
                    return


def _of_sigstore(policy: Object) -> Iterator[Hit]:
    if policy.spec.get("mode") == "warn":
        yield Hit("spec.mode", f"policy {policy.name} warns of images that fail and lets them start", "write enforce")
    for row, authority in enumerate(sequence(policy.spec.get("authorities"))):
        field = f"spec.authorities[{row}]"
        if at(authority, "static", "action") == "pass":
            yield Hit(f"{field}.static.action", f"policy {policy.name} passes every image it looks at", "write fail")
        for column, identity in enumerate(sequence(at(authority, "keyless", "identities"))):
            if _is_anybody(identity):
                message = f"policy {policy.name} accepts the signature of anybody"
                yield Hit(f"{field}.keyless.identities[{column}]", message, "name the issuer and the subject that sign")


def _is_anybody(identity: Any) -> bool:
    said = mapping(identity)
    if said.get("subject") or (said.get("subjectRegExp") and said["subjectRegExp"] not in ANYBODY):
        return False
    return bool(said)
