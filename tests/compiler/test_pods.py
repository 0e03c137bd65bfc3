from __future__ import annotations

import pytest

EKS = {"places": {"prod": {"eks": {"region": "us-west-2"}}}}


def places(kind):
    return {"places": {"prod": {kind: {"region": "r"}}}}


def test_a_container_may_do_nothing_that_it_was_not_given(service):
    pod = service().pod
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert pod["serviceAccountName"] == "app"


def test_the_users_number_is_the_clusters_unless_the_workload_says(service):
    assert service().pod["securityContext"]["runAsUser"] == 65532
    assert service({"security": {"user": 1000}}).pod["securityContext"]["fsGroup"] == 1000
    assert service({"security": {"user": 1000}}, user=2000).pod["securityContext"]["runAsUser"] == 2000


def test_a_workload_that_calls_the_api_gets_a_token_in_pod_and_account(job):
    compiled = job(kubernetes_api=True)
    assert compiled.pod["automountServiceAccountToken"] is True
    assert compiled.resource("ServiceAccount").manifest["automountServiceAccountToken"] is True


@pytest.mark.parametrize(
    ("image", "said", "policy"),
    [
        ("a/b:1.2", None, "IfNotPresent"),
        ("a/b@sha256:" + "0" * 64, None, "IfNotPresent"),
        ("a/b:latest@sha256:" + "0" * 64, None, "IfNotPresent"),
        ("a/b:latest", None, "Always"),
        ("a/b", None, "Always"),
        ("a/b:1.2", "always", "Always"),
        ("a/b:latest", "if-missing", "IfNotPresent"),
    ],
)
def test_pull_policy_follows_the_image(service, image, said, policy):
    assert service(image=image, pull=said).container["imagePullPolicy"] == policy


def test_selector_labels_stay_ours_whatever_the_file_adds(service):
    compiled = service(labels={"app.kubernetes.io/name": "other", "example.com/x": "y"})
    selector = compiled.spec("Deployment")["selector"]["matchLabels"]
    labels = compiled.template["metadata"]["labels"]
    assert selector.items() <= labels.items()
    assert labels["example.com/x"] == "y"


@pytest.mark.parametrize("tag", ["x" * 64, "1.0-", "v1_"])
def test_a_tag_that_is_no_label_value_gives_no_version_label(service, tag):
    labels = service(image=f"a/b:{tag}").template["metadata"]["labels"]
    assert "app.kubernetes.io/version" not in labels


def test_gpu_request_is_its_limit_and_only_gpu_pods_tolerate_the_taint(service):
    gpu, plain = service(resources={"gpu": "2 l4"}), service()
    resources = gpu.container["resources"]
    assert resources["requests"]["nvidia.com/gpu"] == resources["limits"]["nvidia.com/gpu"] == "2"
    assert [toleration["key"] for toleration in gpu.pod["tolerations"]] == ["nvidia.com/gpu"]
    assert "tolerations" not in plain.pod
    assert "runtimeClassName" not in plain.pod


@pytest.mark.parametrize(("place", "expected"), [("eks", "nvidia"), ("gke", None), ("aks", None)])
def test_the_runtime_class_is_asked_for_where_nodes_have_it(service, place, expected):
    compiled = service(places(place), place="prod", resources={"gpu": "1 l4"})
    assert compiled.pod.get("runtimeClassName") == expected


def test_a_gpu_pod_that_says_nothing_gets_its_part_of_the_node(service):
    one, four = service(resources={"gpu": "1 l4"}), service(resources={"gpu": "4 l4"})
    memory = [int(each.container["resources"]["limits"]["memory"].removesuffix("Gi")) for each in (one, four)]
    assert 4 * memory[0] <= memory[1] < 192
    assert "cpu" not in four.container["resources"]["limits"]


def test_shared_memory_is_a_quarter_of_a_gpu_pods_memory(service):
    def shm(**resources):
        volumes = service(resources=resources).pod["volumes"]
        return next((volume["emptyDir"] for volume in volumes if volume["name"] == "dev-shm"), None)

    assert shm(gpu="1 l4", memory="8Gi..16Gi") == {"medium": "Memory", "sizeLimit": "4Gi"}
    assert shm(gpu="1 l4", memory="8Gi..") == {"medium": "Memory", "sizeLimit": "2Gi"}
    assert shm(shm="1Gi") == {"medium": "Memory", "sizeLimit": "1Gi"}
    assert shm(gpu="1 l4", shm=0) is None
    assert shm() is None


def test_node_local_caches_are_requested_and_scratch_is_bounded(service):
    storage = {
        "storage": {"weights": {"cache": {}, "size": "40Gi"}, "hot": {"cache": {"medium": "memory"}, "size": "1Gi"}}
    }
    compiled = service(storage, mounts={"/weights": "weights", "/hot": "hot"}, writable=["/tmp", "/var/run"])
    resources = compiled.container["resources"]
    assert resources["requests"]["ephemeral-storage"] == "41Gi"
    assert resources["limits"]["ephemeral-storage"] == "44Gi"
    assert all("sizeLimit" in volume["emptyDir"] for volume in compiled.pod["volumes"])


def test_a_writable_directory_gives_way_to_what_is_mounted_there(service):
    storage = {"storage": {"d": {"nfs": {"server": "s", "path": "/p"}, "size": "1Gi"}}}
    compiled = service(storage, mounts={"/tmp": "d"}, writable=["/tmp", "/a/b", "/a-b"])
    paths = [mount["mountPath"] for mount in compiled.container["volumeMounts"]]
    assert len(paths) == len(set(paths))
    assert {"/tmp", "/a/b", "/a-b"} == set(paths)


def test_a_storage_mounted_twice_is_one_volume(service):
    storage = {"storage": {"d": {"nfs": {"server": "s", "path": "/p"}, "size": "1Gi"}}}
    compiled = service(storage, mounts={"/a": "d", "/b": {"storage": "d", "sub_path": "b"}}, writable=[])
    assert [volume["name"] for volume in compiled.pod["volumes"]] == ["storage-d"]
    assert [mount["mountPath"] for mount in compiled.container["volumeMounts"]] == ["/a", "/b"]


def test_secrets_are_readable_by_the_group_alone(service):
    secrets = {"secrets": {"hub": {"existing": True, "keys": ["T"]}}}
    compiled = service(secrets, mounts={"/etc/hub": "secret:hub"})
    assert compiled.pod["volumes"][0]["secret"]["defaultMode"] == 0o440
    assert compiled.container["volumeMounts"][0]["readOnly"] is True


def test_spot_pods_tolerate_spot_and_prefer_it(service):
    compiled = service(places("aks"), place="prod", spot=True)
    keys = [toleration["key"] for toleration in compiled.pod["tolerations"]]
    assert keys == ["seatrial.dev/spot", "kubernetes.azure.com/scalesetpriority"]
    preferred = compiled.pod["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert preferred[0]["preference"]["matchExpressions"][0]["values"] == ["spot"]


def test_a_named_pool_is_required_and_its_taints_tolerated(service):
    pools = {"pools": {"own": {"instance": "m7i.2xlarge", "taints": ["team=ai:NoSchedule", "slow:NoExecute"]}}}
    compiled = service(pools, pool="own")
    (term,) = compiled.pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][
        "nodeSelectorTerms"
    ]
    assert term["matchExpressions"] == [{"key": "seatrial.dev/pool", "operator": "In", "values": ["own"]}]
    assert compiled.pod["tolerations"] == [
        {"key": "team", "operator": "Equal", "value": "ai", "effect": "NoSchedule"},
        {"key": "slow", "operator": "Exists", "effect": "NoExecute"},
    ]


def test_env_keeps_its_order_and_leads_to_its_line(service):
    compiled = service(env={"B": "1", "A": 2, "C": True})
    assert list(compiled.env.items()) == [("B", "1"), ("A", "2"), ("C", "true")]
    fields = compiled.resource("Deployment").fields
    assert fields["spec.template.spec.containers[0].env[1]"] == ("env", "A")


def test_a_changed_configuration_rolls_a_service_but_not_a_job(service, job):
    def annotations(compile_one, text):
        return compile_one({"config": {"app": {"A": text}}}, config=["app"]).template["metadata"]["annotations"]

    assert annotations(service, "1") != annotations(service, "2")
    assert annotations(job, "1") == annotations(job, "2")


def test_what_the_simulation_needs_is_written_on_the_local_cluster_alone(job):
    fields = {"run_time": "1h", "image_size": "15G", "model": {"load_time": "2m"}}
    local = job(**fields).template["metadata"]["annotations"]
    assert local["seatrial.dev/start-delay"] == "4s"
    assert local["seatrial.dev/run-time"] == "60s"
    slower = job({"places": {"local": {"local": {"speed": 1}}}}, **fields).template["metadata"]["annotations"]
    assert slower["seatrial.dev/start-delay"] == "240s"
    elsewhere = job(EKS, place="prod", **fields).template["metadata"]["annotations"]
    assert not {"seatrial.dev/start-delay", "seatrial.dev/run-time"} & set(elsewhere)
