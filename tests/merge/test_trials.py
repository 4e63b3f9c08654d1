"""What is tried although no plan leads there from either side."""

from contextlib import ExitStack

from supatui.compare.three_way import merge
from supatui.plan.try_merge import try_merge
from supatui.shadow import ShadowServer
from tests.kinds.judge import load, read
from tests.merge.runner import conflicts_of


def test_a_type_that_no_cast_leads_to_clashes_with_a_new_foreign_key(server: ShadowServer) -> None:
    """How values become another type only a person knows; what clashes with it is found anyway."""
    base = "create table t (id integer primary key);"
    local = "drop table t; create table t (id uuid primary key);"
    remote = "create table u (t integer references t (id));"
    with ExitStack() as stack:
        catalogs = []
        for text in (base, base + local, base + remote):
            database = stack.enter_context(server.create_database())
            load(database, text)
            catalogs.append(read(database))
        tried = try_merge(merge(*catalogs), server, supabase=False)
    assert (tried.doubt, conflicts_of(tried.merge)) == ("", ("column:public.t.id type", "table:public.u"))
