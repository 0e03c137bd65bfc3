from __future__ import annotations

import pytest

from seatrial.compiler.emit.access import ROLES, subject

WRITES = {"create", "update", "patch", "delete", "deletecollection"}


def granted(role):
    return {
        (group, resource, verb)
        for rule in ROLES[role]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_a_wildcard_or_a_way_to_give_itself_more(role):
    for group, resource, verb in granted(role):
        assert "*" not in group + resource + verb
        assert verb not in {"escalate", "bind", "impersonate"}
        assert resource not in {"serviceaccounts/token", "nodes", "namespaces", "clusterroles", "persistentvolumes"}


@pytest.mark.parametrize("role", ROLES)
def test_what_protects_other_teams_is_not_the_teams_to_change(role):
    protected = {"resourcequotas", "limitranges", "networkpolicies"}
    assert not {(resource, verb) for _, resource, verb in granted(role) if resource in protected and verb in WRITES}


@pytest.mark.parametrize("role", ["viewer", "engineer"])
def test_only_admins_read_secrets_or_hand_out_roles(role):
    assert not [grant for grant in granted(role) if grant[1] in {"secrets", "roles", "rolebindings"}]
    assert ("", "secrets", "get") in granted("admin")


def test_a_viewer_changes_nothing_and_runs_nothing():
    assert not [grant for grant in granted("viewer") if grant[2] in WRITES]
    assert not [grant for grant in granted("viewer") if grant[1] in {"pods/exec", "pods/attach", "pods/portforward"}]


def test_each_role_holds_what_the_one_below_holds():
    assert granted("viewer") < granted("engineer") < granted("admin")


@pytest.mark.parametrize(
    ("member", "kind", "name", "namespace"),
    [
        ("ana", "User", "ana", None),
        ("lead@example.com", "User", "lead@example.com", None),
        ("group:analysts", "Group", "analysts", None),
        ("serviceaccount:ci/deployer", "ServiceAccount", "deployer", "ci"),
    ],
)
def test_members_are_subjects(member, kind, name, namespace):
    found = subject(member)
    assert (found["kind"], found["name"], found.get("namespace")) == (kind, name, namespace)
    assert found.get("apiGroup") == (None if kind == "ServiceAccount" else "rbac.authorization.k8s.io")
