"""Statement, Plan, Proof: what planning gives."""

from dataclasses import dataclass, field
from enum import StrEnum

from supatui.catalog.identity import ObjectId
from supatui.catalog.model import Catalog
from supatui.catalog.quoting import Sql
from supatui.compare.own_columns import Declaration
from supatui.kinds.action import Guard, Hazard, HazardKind, Lock


@dataclass(frozen=True, slots=True)
class Statement:
    """One entry of a plan."""

    number: int
    """From 1, in order."""
    sql: Sql
    """Without its semicolon."""
    objects: tuple[ObjectId, ...]
    """What it is about, the main object first."""
    lock: Lock | None
    locked: tuple[ObjectId, ...]
    hazards: tuple[Hazard, ...]
    transactional: bool
    segment: int
    """Statements of one segment run in one transaction; segments from 1."""
    rollback: tuple[Sql, ...]
    """The statements of the rollback that undo this one, in order."""
    irreversible: str | None
    """Why the rollback cannot restore everything; None when it is lossless."""
    guards: tuple[Guard, ...] = ()
    """Counts that stop it where one is not zero."""
    makes: frozenset[ObjectId] = frozenset()
    """Of its objects, those that it brings into their new form; the others it drops, or prepares or follows up."""

    @property
    def loses_data(self) -> bool:
        return any(hazard.kind is HazardKind.DATA for hazard in self.hazards)


class ProofState(StrEnum):
    PROVEN = "proven"
    FAILED = "failed"
    NOT_PROVEN = "not proven"


@dataclass(frozen=True, slots=True)
class Proof:
    """What the shadow server said."""

    state: ProofState
    server_version: int
    steps: tuple[str, ...] = ()
    """What was done and seen, one line each."""
    failures: tuple[str, ...] = ()
    """What was left over or refused, one line each; empty when proven."""


@dataclass(frozen=True)
class Plan:
    """Ordered DDL for one target."""

    statements: tuple[Statement, ...]
    rollback: tuple[Statement, ...]
    old: Catalog = field(repr=False, compare=False)
    """The schema that it starts from."""
    new: Catalog = field(repr=False, compare=False)
    """The schema that it leads to."""
    one_way: str | None = None
    """Why nothing leads back; None where the rollback does."""
    warnings: tuple[str, ...] = ()
    """What a person must know that belongs to no statement: unknown objects, assumptions."""
    declarations: tuple[Declaration, ...] = field(default=(), compare=False)
    """What is said in `warnings` of inherited columns, for who compares by other eyes."""
    proof: Proof | None = field(default=None)

    @property
    def start(self) -> str:
        """Fingerprint of the schema that it starts from."""
        return self.old.fingerprint

    @property
    def goal(self) -> str:
        """Fingerprint of the schema that it leads to."""
        return self.new.fingerprint
