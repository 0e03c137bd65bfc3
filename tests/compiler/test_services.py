from __future__ import annotations

import pytest

NFS = {"nfs": {"server": "s", "path": "/p"}, "size": "1Gi"}


def budget(container):
    probe = container["startupProbe"]
    return probe["failureThreshold"] * probe["periodSeconds"]


@pytest.mark.parametrize(
    ("model", "seconds"),
    [(None, 60), ({"load_time": "3m"}, 360), ({"size": "14G"}, 88), ({"size": "14G", "load_time": "10s"}, 20)],
)
def test_the_startup_budget_is_twice_the_load_time(service, model, seconds):
    compiled = service(model=model)
    assert seconds <= budget(compiled.container) < seconds + 5
    assert compiled.spec("Deployment")["progressDeadlineSeconds"] > budget(compiled.container) + 10


@pytest.mark.parametrize("longest", ["1s", "30s", "10m"])
def test_grace_covers_the_pause_and_the_longest_request(service, longest):
    compiled = service(longest_request=longest)
    pause = compiled.container["lifecycle"]["preStop"]["sleep"]["seconds"]
    seconds = {"1s": 1, "30s": 30, "10m": 600}[longest]
    assert compiled.pod["terminationGracePeriodSeconds"] > pause + seconds


def test_probes_ask_as_the_file_says(service):
    probes = {"ready": {"path": "/ok", "port": 9000, "every": "5s"}, "live": {"command": ["live"], "timeout": "500ms"}}
    container = service(port={"http": 8000, "admin": 9000}, probes=probes).container
    assert container["readinessProbe"]["httpGet"] == {"path": "/ok", "port": 9000}
    assert container["readinessProbe"]["periodSeconds"] == 5
    assert container["livenessProbe"]["exec"] == {"command": ["live"]}
    assert container["livenessProbe"]["timeoutSeconds"] == 1
    assert service().container["startupProbe"]["tcpSocket"] == {"port": 8080}


def test_a_fixed_number_of_replicas_is_written_and_a_range_belongs_to_the_autoscaler(service):
    fixed, ranged = service(replicas=3), service(replicas="3..10")
    assert fixed.spec("Deployment")["replicas"] == 3
    assert not fixed.all("HorizontalPodAutoscaler")
    assert "replicas" not in ranged.spec("Deployment")
    scaler = ranged.spec("HorizontalPodAutoscaler")
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (3, 10)
    assert scaler["metrics"][0]["resource"]["target"]["averageUtilization"] == 70


def test_the_autoscaler_never_removes_faster_than_a_model_loads(service):
    slow = service(replicas="1..4", model={"load_time": "20m"}).spec("HorizontalPodAutoscaler")
    assert slow["behavior"]["scaleDown"]["stabilizationWindowSeconds"] == 1200


@pytest.mark.parametrize(
    ("version", "source", "least"), [("1.37", "external", 0), ("1.36", "external", 1), ("1.37", "pods", 1)]
)
def test_nothing_at_all_needs_a_metric_from_outside(service, version, source, least):
    scale = {"metric": {"name": "queue", "target": 5, "source": source}}
    compiled = service({"kubernetes": version}, replicas="0..4", scale=scale)
    assert compiled.spec("HorizontalPodAutoscaler")["minReplicas"] == least


def test_a_surge_needs_a_spare_gpu(service):
    def rolling(replicas, **rest):
        compiled = service(rest, replicas=replicas, resources={"gpu": "1 l4"})
        return compiled.spec("Deployment")["strategy"]["rollingUpdate"]

    assert rolling(7) == {"maxSurge": "25%", "maxUnavailable": 0}
    assert rolling(8) == {"maxSurge": 0, "maxUnavailable": 1}
    assert rolling("1..8") == {"maxSurge": 0, "maxUnavailable": 1}
    other = {"tune": {"team": "ai", "image": "t:1", "resources": {"gpu": "2 l4"}}}
    assert rolling(6, jobs=other) == {"maxSurge": 0, "maxUnavailable": 1}


def test_revisions_are_spread_apart_only_where_old_and_new_run_side_by_side(service):
    def keys(**fields):
        return ["matchLabelKeys" in each for each in service(**fields).pod["topologySpreadConstraints"]]

    assert keys() == [True, True]
    assert keys(spread="hard") == [True, True]
    assert keys(replicas=8, resources={"gpu": "1 l4"}) == [False, False]
    assert keys(replicas=2, resources={"gpu": "1 l4"}) == [True, True]
    assert keys(replicas=2, resources={"gpu": "1 l4"}, spread="hard") == [False, True]
    assert keys(state={"/d": "1Gi"}) == [False, False]


def test_a_disk_of_one_node_is_let_go_before_the_next_pod_takes_it(service):
    rest = {"storage": {"disk": {"block": {}, "size": "1Gi"}, "files": NFS}}
    assert service(rest, replicas=1, mounts={"/d": "disk"}).spec("Deployment")["strategy"] == {"type": "Recreate"}
    assert service(rest, replicas=1, mounts={"/d": "files"}).spec("Deployment")["strategy"]["type"] == "RollingUpdate"


def test_state_makes_a_stateful_set_with_a_headless_service(service):
    compiled = service(state={"/var/lib/db": "10Gi", "/log": "1Gi"}, replicas=2)
    spec = compiled.spec("StatefulSet")
    headless = next(each.manifest for each in compiled.all("Service") if each.name == spec["serviceName"])
    assert headless["spec"]["clusterIP"] == "None"
    templates = {claim["metadata"]["name"] for claim in spec["volumeClaimTemplates"]}
    mounts = {mount["name"] for mount in compiled.container["volumeMounts"]}
    assert templates < mounts
    assert not compiled.all("Deployment")


@pytest.mark.parametrize(("replicas", "budget"), [(1, None), (2, 1), (10, 1), (11, "10%"), ("1..3", 1)])
def test_a_budget_never_blocks_a_drain(service, replicas, budget):
    found = service(replicas=replicas).all("PodDisruptionBudget")
    assert [each.manifest["spec"]["maxUnavailable"] for each in found] == ([] if budget is None else [budget])


@pytest.mark.parametrize(
    ("replicas", "gpu", "missing"), [(4, 1, 1), (6, 1, 2), (8, 1, 4), (2, 4, 1), (4, 2, 2), (3, 2, 1)]
)
def test_a_budget_lets_go_what_a_drained_gpu_node_leaves_without_a_gpu(service, replicas, gpu, missing):
    """Two nodes of four GPUs each."""
    compiled = service(replicas=replicas, resources={"gpu": f"{gpu} l4"})
    assert compiled.spec("PodDisruptionBudget")["maxUnavailable"] == missing


def test_every_service_port_leads_to_a_port_of_the_container(service):
    compiled = service(port={"http": 8000, "a-name-of-more-than-fifteen": 9000}, expose={"port": 443})
    targets = [(port["port"], port["targetPort"]) for port in compiled.spec("Service")["ports"]]
    assert targets == [(443, 8000), (9000, 9000)]
    assert [port.get("name") for port in compiled.container["ports"]] == ["http", None]


@pytest.mark.parametrize(("version", "value"), [("1.33", "PreferClose"), ("1.34", "PreferSameZone")])
def test_traffic_stays_in_its_zone_where_there_is_a_pod_in_each(service, version, value):
    assert service({"kubernetes": version}, replicas=3).spec("Service")["trafficDistribution"] == value
    assert "trafficDistribution" not in service(replicas=2).spec("Service")


@pytest.mark.parametrize(
    ("rest", "expose", "kinds"),
    [
        ({}, {}, set()),
        ({}, {"host": "a.b"}, {"Ingress"}),
        ({"network": {"gateway": "g/w"}}, {"host": "a.b"}, {"HTTPRoute"}),
        ({"network": {"gateway": "g/w"}}, {"host": "a.b", "type": "ingress"}, {"Ingress"}),
        ({"network": {"gateway": "g/w"}}, {"host": "a.b", "type": "cluster"}, set()),
    ],
)
def test_exposure_by_host_goes_where_the_cluster_lets_traffic_in(service, rest, expose, kinds):
    compiled = service(rest, expose=expose)
    assert {each.kind for each in compiled.resources} & {"Ingress", "HTTPRoute"} == kinds


def test_a_given_certificate_asks_no_issuer(service):
    rest = {"network": {"issuer": "letsencrypt"}, "secrets": {"cert": {"existing": True}}}
    ingress = service(rest, expose={"host": "a.b", "tls": "cert"}).resource("Ingress").manifest
    assert ingress["spec"]["tls"] == [{"hosts": ["a.b"], "secretName": "cert"}]
    assert "cert-manager.io/cluster-issuer" not in ingress["metadata"]["annotations"]
    plain = service(rest, expose={"host": "a.b", "tls": False}).resource("Ingress").manifest
    assert "tls" not in plain["spec"]


@pytest.mark.parametrize(
    ("cloud", "internal", "annotation"),
    [
        ("eks", True, ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal")),
        ("eks", False, ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internet-facing")),
        ("gke", True, ("networking.gke.io/load-balancer-type", "Internal")),
        ("gke", False, ("networking.gke.io/load-balancer-type", None)),
        ("aks", True, ("service.beta.kubernetes.io/azure-load-balancer-internal", "true")),
    ],
)
def test_a_load_balancer_is_internal_unless_the_file_says(service, cloud, internal, annotation):
    expose = {"type": "load-balancer", "internal": internal, "from": ["10.0.0.0/8"]}
    rest = {"places": {"prod": {cloud: {"region": "r"}}}}
    found = service(rest, place="prod", expose=expose).resource("Service").manifest
    assert found["metadata"]["annotations"].get(annotation[0]) == annotation[1]
    assert found["spec"]["loadBalancerSourceRanges"] == ["10.0.0.0/8"]


@pytest.mark.parametrize(
    ("way", "annotated", "monitors"), [("annotations", True, 0), ("operator", False, 1), ("none", False, 0)]
)
def test_prometheus_is_told_in_one_way(service, way, annotated, monitors):
    compiled = service({"observability": {"metrics": way}}, metrics={"port": 9000})
    assert ("prometheus.io/port" in compiled.template["metadata"]["annotations"]) is annotated
    assert len(compiled.all("PodMonitor")) == monitors
