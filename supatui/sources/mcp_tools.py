"""What an MCP server knows besides the schema: the platform's advisors, and the branches of a project."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from supatui.errors import ConnectError
from supatui.sources.mcp_answer import not_understood
from supatui.sources.mcp_server import FEATURES
from supatui.sources.mcp_session import Session

BRANCHING = (*FEATURES, "branching")


class Subject(StrEnum):
    """What the platform's advisors look at."""

    SECURITY = "security"
    PERFORMANCE = "performance"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that an advisor found. Every text is the server's: data, to be shown with its controls spelled out."""

    rule: str
    """`rls_disabled_in_public`."""
    level: str
    """`ERROR`, `WARN` or `INFO`."""
    title: str
    detail: str
    """About this one object."""
    remediation: str
    """Where to read on."""
    metadata: Mapping[str, object] = field(default_factory=dict)
    """`schema`, `name`, `type` and the like, where the advisor says them."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A preview branch of a project: a database of its own."""

    name: str
    ref: str
    """The ref of the branch's own project."""
    status: str


def read_advice(opened: Session, subject: Subject) -> list[Advice]:
    """What the platform's advisors say. Raises: ConnectError where there is no such tool, ConnectionLostError."""
    answer = _called(opened, "get_advisors", "debugging", {"type": subject.value})
    try:
        return list(_advice(json.loads(answer)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise not_understood(f"no advice ({error})", opened.server.label) from error


def read_branches(opened: Session) -> list[Branch]:
    """The branches of a project. Raises: ConnectError where there is no such tool, ConnectionLostError."""
    answer = _called(opened, "list_branches", "branching", {})
    try:
        found = json.loads(answer)["branches"]
        return [Branch(str(one["name"]), str(one["project_ref"]), str(one.get("status", ""))) for one in found]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise not_understood(f"no branches ({error})", opened.server.label) from error


def _called(opened: Session, tool: str, feature: str, arguments: Mapping[str, object]) -> str:
    if tool not in opened.tools:
        hint = f"give it --features with {feature} among them, or features= in its URL"
        raise ConnectError(f"the MCP server has no tool {tool}", where=opened.server.label, hint=hint)
    return opened.call(tool, arguments)


def _advice(document: dict[str, dict[str, list[dict[str, object]]]]) -> Iterator[Advice]:
    """The server groups findings by rule since 0.13; before, each is an entry of its own."""
    for lint in document["result"]["lints"]:
        findings = lint.get("findings", [lint])
        if not isinstance(findings, list):
            raise TypeError("findings are no list")
        for finding in findings:
            metadata = finding.get("metadata")
            yield Advice(
                rule=str(lint["name"]),
                level=str(lint.get("level", "")),
                title=str(lint.get("title", "")),
                detail=str(finding.get("detail", "")),
                remediation=str(lint.get("remediation", "")),
                metadata=metadata if isinstance(metadata, dict) else {},
            )
