"""Tablespaces of a schema that the shadow server does not have."""

import psycopg

from supatui.plan.build import build_plan
from supatui.plan.model import ProofState
from supatui.plan.prove import prove
from supatui.shadow import ShadowServer
from tests.kinds.judge import load, read

BEFORE = """
create table t (a int primary key, b int constraint t_b unique using index tablespace fast);
create table u (a int) tablespace fast;
create table p (a int) partition by list (a);
create index p_a on p (a) tablespace fast;
create index u_a on u (a);
"""
AFTER = """
create table t (a int primary key using index tablespace fast, b int constraint t_b unique);
create table u (a int);
create table p (a int) partition by list (a) tablespace fast;
create index p_a on p (a);
create index u_a on u (a) tablespace "Very Fast";
create index t_a on t (a) tablespace "Very Fast";
create materialized view m tablespace fast as select 1 as x;
"""


def test_a_plan_that_names_tablespaces_is_proven_where_there_are_none(
    server17: ShadowServer, server: ShadowServer
) -> None:
    with psycopg.connect(server17.conninfo_of("postgres"), autocommit=True) as connection:
        connection.execute("set allow_in_place_tablespaces = on")
        for statement in (b"create tablespace fast location ''", b"create tablespace \"Very Fast\" location ''"):
            connection.execute(statement)
        with server17.create_database() as start, server17.create_database() as goal:
            load(start, BEFORE)
            load(goal, AFTER)
            old, new = read(start), read(goal)
        for statement in (b"drop tablespace fast", b'drop tablespace "Very Fast"'):
            connection.execute(statement)
    proof = prove(build_plan(old, new), old, new, server, supabase=False)
    assert proof.state is ProofState.PROVEN, proof.failures
