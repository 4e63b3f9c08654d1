"""Snapshots: the same bytes for the same schema, read back without loss, refused when damaged."""

import pytest

from supatui.catalog.snapshot import from_json, to_json
from supatui.errors import SnapshotError
from supatui.shadow import ShadowServer
from tests.kinds.judge import ask, load, make_roles, read
from tests.plan.schemas import MOOD, MOODS, ORDERS, SALES

SCHEMA = MOOD + MOODS + ORDERS + SALES + "create collation german (provider = libc, locale = 'C');"


def test_same_schema_gives_same_bytes_whatever_its_rows(any_server: ShadowServer) -> None:
    make_roles(any_server)
    with any_server.create_database() as one, any_server.create_database() as other:
        load(one, SCHEMA)
        load(other, SCHEMA)
        with_rows = "insert into orders (id) select n from generate_series(100, 200) as n; analyze;"
        load(other, with_rows)
        assert ask(other, "select count(*) > 100 from orders") == [(True,)]
        assert to_json(read(one)) == to_json(read(other)._replace(label="another"))


def test_snapshot_reads_back_without_loss(any_server: ShadowServer) -> None:
    make_roles(any_server)
    with any_server.create_database() as database:
        load(database, SCHEMA)
        catalog = read(database)
        again = from_json(to_json(catalog), label="file")
        assert again.objects.keys() == catalog.objects.keys()
        assert all(again.objects[one].attributes == catalog.objects[one].attributes for one in catalog.objects)
        assert set(again.dependencies) == set(catalog.dependencies)
        assert again.fingerprint == catalog.fingerprint
        assert to_json(again) == to_json(catalog)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"supatui_snapshot": 99}', '{"supatui_snapshot": 1, "objects": [{}]}']
)
def test_damaged_snapshot_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        from_json(text, label="schema.json")
    assert caught.value.where == "schema.json"


def test_edited_snapshot_is_refused(server: ShadowServer) -> None:
    with server.create_database() as database:
        load(database, ORDERS)
        text = to_json(read(database))
    with pytest.raises(SnapshotError, match="edited by hand"):
        from_json(text.replace('"numeric(10,2)"', '"numeric(12,2)"'), label="schema.json")
