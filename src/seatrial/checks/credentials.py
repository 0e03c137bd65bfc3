"""What a credential looks like, by its name and by itself; and what stands in for one."""

from __future__ import annotations

import re

NAME = re.compile(
    r"(?:^|[_.-])(?:PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY|CREDENTIALS?)$",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"\s*|\$[({].*|\$[A-Za-z_]\w*|<.*>|\{\{.*\}\}|(?:change|replace|set|your|fill|todo|example|xxx|\*{3}).*",
    re.IGNORECASE | re.DOTALL,
)
CREDENTIAL = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[0-9A-Za-z]{36}\b|\bgithub_pat_[0-9A-Za-z_]{60,}"
    r"|\bglpat-[0-9A-Za-z_-]{20}\b|\bxox[abprs]-[0-9A-Za-z-]{10,}"
    r"|\bhf_[0-9A-Za-z]{34}\b|\bsk-(?:proj-|ant-)?[0-9A-Za-z_-]{32,}|\bnvapi-[0-9A-Za-z_-]{60,}"
    r"|\b[a-z][a-z0-9+]*://[^/\s:@$<{]+:[^/\s:@$<{*]+@[\w.-]"
)
"""Private keys, keys of AWS, GitHub, GitLab, Slack, Hugging Face, OpenAI, Anthropic and NVIDIA, passwords in addresses;
the forms are those that the services document for scanners."""


def is_credential_name(name: str) -> bool:
    """Whether a variable or an entry of this name holds a credential: `DB_PASSWORD`, not `MAX_TOKENS`."""
    return NAME.search(name) is not None


def is_placeholder(value: str) -> bool:
    """Whether the value stands for one that is put in later."""
    return PLACEHOLDER.fullmatch(value) is not None


def looks_like_credential(value: str) -> bool:
    """Whether the text holds something that can only be a credential."""
    return CREDENTIAL.search(value) is not None
