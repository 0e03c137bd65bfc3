"""The library as a caller types it: pyright checks this file strictly, and a test runs it.

It builds the cluster of a small team in Python, with the types of the file, and takes it through every step.
"""

from __future__ import annotations

from seatrial import (
    Cluster,
    Duration,
    Expose,
    Finding,
    GpuRequest,
    Image,
    Job,
    Members,
    Nfs,
    Percent,
    Pool,
    Quantity,
    QuantityRange,
    Quota,
    Range,
    Resource,
    Resources,
    Scale,
    Service,
    Severity,
    Storage,
    Team,
    check,
    compile,  # noqa: A004  the word of the field
    dump,
    load,
    render,
)


def build() -> Cluster:
    """A GPU service, a training job, and the team that owns both."""
    gpus = GpuRequest.parse("1 l4")
    return Cluster(
        name="vision",
        pools={
            "system": Pool(instance="m7i.2xlarge", nodes=Range(3, 3)),
            "l4": Pool(instance="g6.12xlarge", nodes=Range(3, 4)),
        },
        storage={
            "datasets": Storage(
                nfs=Nfs(server="192.168.1.100", path="/mnt/data"), size=Quantity.parse("100Gi"), access="many"
            )
        },
        teams={
            "ai": Team(
                members=Members(engineer=("data-engineer",)),
                quota=Quota(cpu=Quantity.parse("80"), memory=Quantity.parse("320Gi")),
            )
        },
        services={
            "classifier": Service(
                team="ai",
                image=Image.parse("registry.example.com/vision/classifier:1.4.2"),
                replicas=Range(3, 10),
                scale=Scale(cpu=Percent.parse("70%")),
                resources=Resources(cpu=QuantityRange.parse("2..4"), memory=QuantityRange.parse("8Gi"), gpu=gpus),
                mounts={"/data": "datasets"},
                longest_request=Duration.parse("30s"),
                expose=Expose(host="classify.example.com"),
            )
        },
        jobs={
            "train": Job(
                team="ai",
                image=Image.parse("registry.example.com/vision/train:1.0.0"),
                resources=Resources(cpu=QuantityRange.parse("4"), memory=QuantityRange.parse("16Gi"), gpu=gpus),
                deadline=Duration.parse("2h"),
            )
        },
    )


def errors_of(cluster: Cluster) -> list[Finding]:
    """What would keep it from a cluster."""
    resources: tuple[Resource, ...] = compile(cluster, place="local")
    findings: tuple[Finding, ...] = check(resources)
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def manifests_of(cluster: Cluster) -> str:
    """The resources as YAML."""
    return render(compile(cluster), explain=True)


def same_again(cluster: Cluster) -> Cluster:
    """Written as a file and read again."""
    text: str = dump(cluster)
    return load(text)
