from __future__ import annotations

import json

from seatrial.planner.ownership import owned_fields, take_over

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
WANTED = {"kind": "Deployment", "metadata": {"name": "d"}, "spec": {"paused": False}}


def entry(manager, operation, fields, **more):
    return {"manager": manager, "operation": operation, "apiVersion": "apps/v1", "fieldsV1": fields, **more}


def live(*entries, **metadata):
    return {"kind": "Deployment", "metadata": {"resourceVersion": "5", "managedFields": list(entries), **metadata}}


def test_nothing_to_do_for_our_own_object():
    ours = entry("seatrial", "Apply", {"f:spec": {"f:replicas": {}}})
    assert take_over(live(ours), WANTED).patch == []
    assert owned_fields(live(ours)) == {"f:spec": {"f:replicas": {}}}


def test_client_side_fields_become_ours_and_other_owners_stay():
    theirs = entry("kubectl-client-side-apply", "Update", {"f:spec": {"f:paused": {}}})
    ours = entry("seatrial", "Apply", {"f:spec": {"f:replicas": {}}})
    status = entry("kube-controller-manager", "Update", {"f:status": {}}, subresource="status")
    last = json.dumps({"kind": "Deployment", "metadata": {"name": "d"}, "spec": {"replicas": 3}})
    found = take_over(live(theirs, ours, status, annotations={LAST_APPLIED: last}), WANTED)
    merged, rest = found.patch[0]["value"]
    assert merged["manager"] == "seatrial"
    assert merged["fieldsV1"] == {"f:spec": {"f:paused": {}, "f:replicas": {}}}
    assert rest == status
    assert found.patch[1]["value"] == "5"
    assert found.patch[2]["path"].endswith("kubectl.kubernetes.io~1last-applied-configuration")
    assert [(c.path, c.before, c.after) for c in found.removed] == [("spec.replicas", 3, None)]


def test_an_autoscaled_workload_gives_up_its_replicas():
    ours = entry("seatrial", "Apply", {"f:spec": {"f:replicas": {}, "f:paused": {}}})
    (replace, guard) = take_over(live(ours), WANTED, is_autoscaled=True).patch
    assert replace["value"][0]["fieldsV1"] == {"f:spec": {"f:paused": {}}}
    assert guard["path"] == "/metadata/resourceVersion"


def test_replicas_that_the_file_still_names_are_kept():
    ours = entry("seatrial", "Apply", {"f:spec": {"f:replicas": {}}})
    assert take_over(live(ours), {"spec": {"replicas": 3}}, is_autoscaled=True).patch == []


def test_a_broken_annotation_is_no_obstacle():
    theirs = entry("kubectl-client-side-apply", "Update", {})
    found = take_over(live(theirs, annotations={LAST_APPLIED: "{not json"}), WANTED)
    assert found.patch
    assert found.removed == ()
