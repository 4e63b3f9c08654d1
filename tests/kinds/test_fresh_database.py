"""A database that nobody touched: what the server brings is not the user's."""

from supatui.shadow import ShadowServer
from tests.kinds.judge import read


def test_a_fresh_database_has_its_public_schema_with_its_grant_and_nothing_else(any_server: ShadowServer) -> None:
    with any_server.create_database() as fresh:
        catalog = read(fresh)
        assert {str(one) for one in catalog.objects} == {"schema:public", "privilege:public.public [schema]"}
        assert catalog.unknown == ()
