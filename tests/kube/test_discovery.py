from __future__ import annotations

from seatrial.kube.discovery import ApiType, Discovery, parse_aggregated, parse_version

DEPLOYMENT = ApiType("apps", "v1", "Deployment", "deployments", namespaced=True)
POD = ApiType("", "v1", "Pod", "pods", namespaced=True)
NODE = ApiType("", "v1", "Node", "nodes", namespaced=False)


def test_paths() -> None:
    assert DEPLOYMENT.path("demo", "web", "scale") == "/apis/apps/v1/namespaces/demo/deployments/web/scale"
    assert POD.path() == "/api/v1/pods"
    assert NODE.path("ignored", "worker-1") == "/api/v1/nodes/worker-1"
    assert POD.path("../..", "a/b?c") == "/api/v1/namespaces/..%2F../pods/a%2Fb%3Fc"


def test_the_first_version_is_the_preferred_one() -> None:
    old = ApiType("apps", "v1beta1", "Deployment", "deployments", namespaced=True)
    discovery = Discovery((DEPLOYMENT, old, POD))
    assert discovery.find("apps", "Deployment") is DEPLOYMENT
    assert discovery.find("apps", "Deployment", "v1beta1") is old
    assert discovery.find("apps", "Deployment", "v2") is None
    assert discovery.find("", "Deployment") is None
    assert discovery.versions("apps", "Deployment") == ("v1", "v1beta1")


def test_a_stale_group_is_named_and_its_last_known_kinds_are_kept() -> None:
    version = {"version": "v1beta1", "freshness": "Stale", "resources": [{"resource": "x"}]}
    discovery = parse_aggregated({"items": [{"metadata": {"name": "metrics.k8s.io"}, "versions": [version]}]})
    assert discovery.failing == ("metrics.k8s.io/v1beta1",)
    assert discovery.types == ()


def test_subresources_of_the_old_form_go_to_their_kind() -> None:
    answer = {
        "resources": [
            {"name": "pods", "kind": "Pod", "namespaced": True, "verbs": ["get"]},
            {"name": "pods/log", "kind": "Pod", "namespaced": True, "verbs": ["get"]},
        ]
    }
    (pod,) = parse_version("", "v1", answer)
    assert pod.subresources == {"log"}
    assert pod.verbs == {"get"}
