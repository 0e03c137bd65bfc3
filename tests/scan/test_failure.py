"""What the scanners said when they failed, most of it recorded from Trivy 0.74 and Grype 0.121, as one sentence."""

from __future__ import annotations

import pytest

from seatrial.scan.failure import explain, mask

FATAL = "2026-11-25T03:07:49Z\tFATAL\tFatal error\trun error: "
TRIVY_REMOTE = (
    FATAL
    + "image scan error: scan error: unable to initialize a scan service: unable to initialize artifact: unable to "
    'initialize container image: unable to find the specified image "nginx:1" in ["docker" "remote"]: '
    "2 errors occurred:\n\t* docker error: unable to inspect the image (nginx:1): permission denied while trying to "
    "connect to the docker API at unix:///var/run/docker.sock: connect: permission denied\n\t* remote error: "
)
GRYPE_REMOTE = (
    "[0000] ERROR \x1b[31mfailed to catalog: errors occurred attempting to resolve 'nginx:1':\n"
    "  - docker: docker not available: failed to connect to Docker daemon. Ensure Docker is running and accessible\n"
    "  - oci-registry: failed to get image descriptor from registry: "
)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        # Recorded.
        (
            FATAL + "init error: DB error: failed to download vulnerability DB: OCI artifact error: failed to download "
            "artifact: OCI repository error: 1 error occurred:\n\t* Get: dial tcp: lookup: no such host\n\n\n",
            "its database of vulnerabilities is missing",
        ),
        (
            "2026-11-25T03:07:49Z\tERROR\t[vulndb] The first run cannot skip downloading DB\n"
            + FATAL
            + "init error: DB error: database error: --skip-db-update cannot be specified on the first run\n",
            "its database of vulnerabilities is missing",
        ),
        (
            "[0000] ERROR \x1b[31mfailed to load vulnerability db: database does not exist\x1b[0m",
            "its database of vulnerabilities is missing",
        ),
        (
            TRIVY_REMOTE + 'Get "https://index.docker.io/v2/": dial tcp: lookup: no such host\n\n\n',
            "the registry cannot be",
        ),
        (
            GRYPE_REMOTE + 'Get "https://index.docker.io/v2/": dial tcp: lookup: no such host\x1b[0m',
            "the registry cannot be",
        ),
        (
            FATAL + "image scan error: scan error: unable to initialize a scan service: unable to initialize artifact: "
            "unable to initialize archive image: 2 errors occurred:\n\t* unable to open bad.tar as a Docker image: "
            "unexpected EOF\n\t* unable to open bad.tar as an OCI Image: stat bad.tar/index.json: not a directory\n",
            "it is no image that the scanner can read",
        ),
        (
            "[0000] ERROR \x1b[31mfailed to catalog: unable to decode sbom: sbom format not recognized\x1b[0m",
            "it is no image that the scanner can read",
        ),
        # As registries answer (the codes of the OCI distribution specification), through both scanners.
        (
            TRIVY_REMOTE + "GET https://r.example.com/v2/a/manifests/1: UNAUTHORIZED: authentication required; []",
            "the registry does not let it in",
        ),
        (
            GRYPE_REMOTE + "GET https://r.example.com/v2/a/manifests/1: DENIED: no access",
            "the registry does not let it in",
        ),
        (GRYPE_REMOTE + "GET https://r.example.com/v2/a: unexpected status code 403 Forbidden", "does not let it in"),
        (TRIVY_REMOTE + "GET https://r.example.com/v2/a/manifests/9: MANIFEST_UNKNOWN: unknown", "has no such image"),
        (GRYPE_REMOTE + "GET https://r.example.com/v2/b: NAME_UNKNOWN: repository", "has no such image"),
        (
            TRIVY_REMOTE + "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            "not trusted",
        ),
        (
            GRYPE_REMOTE + "no child with platform linux/arm64 in index r.example.com/a",
            "does not exist for this platform",
        ),
        # As Go and bbolt say it.
        (FATAL + "scan error: write /tmp/fanal-1/layer: no space left on device", "the disk is full"),
        (FATAL + "image scan error: scan failed: failed analysis: context deadline exceeded", "did not finish in time"),
        (FATAL + "unable to initialize cache: cache may be in use by another process: timeout", "another run of it"),
    ],
)
def test_reasons(words: str, message: str):
    said, fix = explain(words, 1, "grype db update", {})
    assert message in said
    assert fix
    assert "{" not in fix


def test_the_fix_of_a_missing_database_names_the_command_of_the_scanner():
    _, fix = explain("failed to load vulnerability db: database does not exist", 1, "grype db update", {})
    assert "`grype db update`" in fix


@pytest.mark.parametrize("code", [-9, 137])
def test_killed_is_taken_for_out_of_memory(code: int):
    message, fix = explain("2026-11-25T03:07:49Z\tINFO\tDetected OS\n", code, "", {})
    assert "out of memory" in message
    assert "TRIVY_PARALLEL=1" in fix


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("", 3, "it ended with code 3 and said nothing"),
        ("", -11, "it was ended by signal 11 and said nothing"),
        ("panic: boom\n\ngoroutine 1:\n\tmain.go:3\n", 2, "it ended with code 2: panic: boom"),
        (f"INFO hello\n{FATAL}unknown flag: --x\nbye\n", 1, "it ended with code 1: run error: unknown flag: --x"),
        ("[0000] ERROR \x1b[31msomething new\x1b[0m\n", 1, "it ended with code 1: something new"),
    ],
)
def test_what_nobody_foresaw_is_quoted(words: str, code: int, message: str):
    assert explain(words, code, "", {}) == (message, "")


def test_no_credential_is_quoted():
    environment = {
        "TRIVY_PASSWORD": "hunter22",
        "GRYPE_REGISTRY_AUTH_TOKEN": "tok-1234",
        "HOME": "/home/ada",
        "PIN_TOKEN": "1",
    }
    words = "Get https://ada:hunter22@r.example.com/v2/ (Authorization: Bearer abc.def) hunter22 tok-1234 /home/ada 1"
    masked = mask(words, environment)
    assert masked == "Get https://***@r.example.com/v2/ (Authorization: Bearer *** *** *** /home/ada 1"
    message, _ = explain(f"FATAL {words}", 1, "", environment)
    assert not any(secret in message for secret in ("hunter22", "tok-1234", "abc.def"))
