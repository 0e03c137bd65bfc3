"""A service or a job on its way through the emitters: the spec, and what every emitter asks about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from seatrial.compiler.context import metadata, selector_labels
from seatrial.compiler.gpu import gpu_need, pools_for
from seatrial.spec.workloads import Workload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.compiler.context import Context
    from seatrial.compiler.gpu import GpuNeed
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.jobs import Job
    from seatrial.spec.services import Service

W_co = TypeVar("W_co", bound=Workload, covariant=True)
LABEL_VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
SELECTED = frozenset(selector_labels(""))
COMPONENTS = {"services": "service", "jobs": "job"}


@dataclass(frozen=True)  # without slots: what only some emitters ask for is computed when they do
class Work(Generic[W_co]):
    """One service or job in one compilation.

    Attributes:
        context: the compilation.
        section: `services` or `jobs`.
        name: its key in the file; the name of its objects and of its ServiceAccount.
        spec: what the file says.
        namespace: the namespace of its team.

    """

    context: Context
    section: str
    name: str
    spec: W_co
    namespace: str

    @cached_property
    def gpu(self) -> GpuNeed | None:
        """The GPUs that one pod asks for, under the resource name of the pool."""
        return gpu_need(self.context, self.spec)

    @cached_property
    def pools(self) -> tuple[str, ...]:
        """The pools whose nodes it may run on."""
        return self.gpu.pools if self.gpu else pools_for(self.context, self.spec)

    @property
    def source(self) -> SpecPath:
        return (self.section, self.name)

    @property
    def version(self) -> str:
        """The image's tag where it is a valid label value: one of 128 characters, or ending in `-`, is not."""
        tag = self.spec.image.tag
        return tag if LABEL_VALUE.fullmatch(tag) else ""

    @property
    def own_labels(self) -> Mapping[str, str]:
        """The labels that the file adds; those that selectors use stay ours, or the pods would match nothing."""
        return {key: value for key, value in self.spec.labels.items() if key not in SELECTED}

    def metadata(
        self, name: str = "", *, labels: Mapping[str, str] | None = None, annotations: Mapping[str, str] | None = None
    ) -> Manifest:
        """The metadata of one of its objects, with the labels that the file adds."""
        return metadata(
            self.context,
            name or self.name,
            source=self.source,
            component=COMPONENTS[self.section],
            namespace=self.namespace,
            app=self.name,
            version=self.version,
            labels={**self.own_labels, **(labels or {})},
            annotations=annotations,
        )


def services_of(context: Context) -> Iterator[Work[Service]]:
    """Every service, in the order of the file."""
    for name, spec in context.cluster.services.items():
        yield Work(context, "services", name, spec, context.namespace(spec.team))


def jobs_of(context: Context) -> Iterator[Work[Job]]:
    """Every job, in the order of the file."""
    for name, spec in context.cluster.jobs.items():
        yield Work(context, "jobs", name, spec, context.namespace(spec.team))


def workloads_of(context: Context) -> Iterator[Work[Service] | Work[Job]]:
    """Every service, then every job."""
    yield from services_of(context)
    yield from jobs_of(context)


def below(prefix: str, constants: Mapping[str, Any]) -> dict[str, Any]:
    """The constants of a part of an object, `spec.containers[0].image`, for the whole: `spec.template.spec.…`."""
    return {f"{prefix}.{path}": value for path, value in constants.items()}
