from __future__ import annotations

import pytest

from seatrial.compiler.runs import is_run

INDEX = {"fieldRef": {"fieldPath": "metadata.annotations['batch.kubernetes.io/job-completion-index']"}}
H100 = {"pools": {"h100": {"instance": "p5.48xlarge", "nodes": 4}}}


def name(compiled):
    return compiled.resource("Job").name


def test_a_job_is_another_run_when_the_user_changed_it(job):
    first = name(job())
    assert name(job()) == first
    for change in ({"image": "a/b:2"}, {"args": ["x"]}, {"retries": 4}, {"workers": 2}, {"annotations": {"run": "2"}}):
        assert name(job(**change)) != first, change


@pytest.mark.parametrize(
    ("rest", "change"),
    [
        ({}, {"keep": "7d"}),
        ({}, {"deadline": "30d"}),
        ({}, {"run_time": "3h", "image_size": "9Gi"}),
        ({}, {"connects": ["internet:443"]}),
        ({"security": {"user": 1000}}, {}),
        ({"kubernetes": "1.36"}, {}),
    ],
)
def test_a_job_is_the_same_run_when_only_its_surroundings_changed(job, rest, change):
    assert name(job(rest, **change)) == name(job())


def test_the_content_of_a_configuration_is_part_of_the_run_but_a_secret_is_not(job):
    def run(**rest):
        return name(job(rest, config=["hyper"], secrets=["hub"]))

    secret = {"hub": {"values": {"T": {"env": "T"}}}}
    assert run(config={"hyper": {"LR": "1"}}, secrets=secret) != run(config={"hyper": {"LR": "2"}}, secrets=secret)
    assert run(config={"hyper": {"LR": "1"}}, secrets=secret) == run(
        config={"hyper": {"LR": "1"}}, secrets={"hub": {"existing": True}}
    )


def test_only_jobs_that_run_once_are_runs(job):
    assert is_run(job().resource("Job").manifest)
    assert not is_run(job(schedule="0 3 * * *").resource("CronJob").manifest)
    assert not is_run({"kind": "Job", "metadata": {"name": "x"}})


def test_one_worker_has_no_rank_and_no_service(job):
    compiled = job()
    assert not compiled.all("Service")
    assert "env" not in compiled.container
    assert compiled.spec("Job")["backoffLimit"] == 3


def test_torchrun_starts_a_process_for_each_gpu_of_a_single_pod(job):
    env = job(H100, resources={"gpu": "8 h100"}).env
    assert env == {"NPROC_PER_NODE": "8", "PET_NPROC_PER_NODE": "8"}


def test_workers_know_their_rank_and_where_to_meet(job):
    compiled = job(H100, workers=4, resources={"gpu": "8 h100"}, master_port=12345)
    env, spec = compiled.env, compiled.spec("Job")
    assert env["RANK"] == env["NODE_RANK"] == env["PET_NODE_RANK"] == INDEX
    assert env["WORLD_SIZE"] == env["NNODES"] == env["PET_NNODES"] == "4"
    assert env["PET_MASTER_PORT"] == "12345"
    assert env["PET_NPROC_PER_NODE"] == "8"
    assert (spec["completionMode"], spec["completions"], spec["parallelism"]) == ("Indexed", 4, 4)
    service = compiled.resource("Service").manifest
    assert service["spec"]["clusterIP"] == "None"
    assert service["spec"]["publishNotReadyAddresses"] is True
    assert compiled.pod["subdomain"] == service["metadata"]["name"]
    assert env["MASTER_ADDR"] == f"$(JOB_NAME)-0.{compiled.pod['subdomain']}.ai.svc"
    names = [variable["name"] for variable in compiled.container["env"]]
    assert names.index("JOB_NAME") < names.index("MASTER_ADDR"), "a variable can only refer to earlier ones"


def test_a_worker_that_fails_uses_up_one_try_and_the_last_one_ends_the_job(job):
    spec = job(workers=3, retries=2).spec("Job")
    assert (spec["backoffLimitPerIndex"], spec["maxFailedIndexes"]) == (2, 0)
    assert "backoffLimit" not in spec


@pytest.mark.parametrize("workers", [1, 3])
def test_a_disrupted_pod_costs_no_try_and_is_replaced_when_it_is_gone(job, workers):
    spec = job(workers=workers).spec("Job")
    (rule,) = spec["podFailurePolicy"]["rules"]
    assert rule == {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
    assert spec["podReplacementPolicy"] == "Failed"
    assert spec["template"]["spec"]["restartPolicy"] == "Never"


def test_the_files_variables_win_and_come_last(job):
    compiled = job(workers=2, env={"WORLD_SIZE": 16, "WHO": "$(RANK)"})
    names = [variable["name"] for variable in compiled.container["env"]]
    assert names.count("WORLD_SIZE") == 1
    assert compiled.env["WORLD_SIZE"] == "16"
    assert names[-1] == "WHO"


def test_checkpoints_are_mounted_and_told(job):
    storage = {"storage": {"ckpt": {"nfs": {"server": "s", "path": "/p"}, "size": "1Ti"}}}
    compiled = job(storage, checkpoints="ckpt", checkpoint_path="/c")
    assert compiled.env["CHECKPOINT_DIR"] == "/c"
    assert compiled.container["volumeMounts"][0] == {"name": "storage-ckpt", "mountPath": "/c"}


def test_a_share_of_a_gpu_is_one_process(job):
    pools = {"pools": {"s": {"instance": "g6.xlarge", "sharing": {"time_slicing": 4}}}}
    compiled = job(pools, workers=2, resources={"gpu": "0.5 l4"})
    assert compiled.env["PET_NPROC_PER_NODE"] == "1"


def test_rdma_devices_are_efa_on_aws_and_hca_elsewhere(job):
    aws = job(H100, workers=2, resources={"gpu": "8 h100", "rdma": 32})
    assert aws.container["resources"]["limits"]["vpc.amazonaws.com/efa"] == "32"
    own = {"pools": {"own": {"instance": {"cpu": 96, "memory": "1Ti", "gpu": "8 h100", "rdma": 8}}}}
    elsewhere = job(own, workers=2, resources={"gpu": "8 h100", "rdma": 8})
    assert elsewhere.container["resources"]["limits"]["rdma/hca"] == "8"


def test_a_schedule_is_written_with_its_zone_and_no_overlap(job):
    spec = job(schedule="0 3 * * *").spec("CronJob")
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("0 3 * * *", "Etc/UTC", "Forbid")
    assert spec["startingDeadlineSeconds"] == 600
    words = {"cron": "@daily", "time_zone": "Europe/Berlin", "overlap": "allow", "start_within": "1s"}
    spec = job(schedule=words).spec("CronJob")
    assert (spec["timeZone"], spec["concurrencyPolicy"], spec["startingDeadlineSeconds"]) == (
        "Europe/Berlin",
        "Allow",
        10,
    )
