-- pg_graphql 1.5: the functions that other SQL calls; every query answers null.
do $schema$
begin
    if pg_catalog.to_regnamespace('graphql') is null then
        create schema graphql;
    end if;
end
$schema$;

-- The real one lives in graphql whatever the statement says; its tie to the schema that was named goes.
update pg_catalog.pg_extension
set extnamespace = 'graphql'::pg_catalog.regnamespace
where extname = 'pg_graphql';
delete from pg_catalog.pg_depend
where
    classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    and objid = (select e.oid from pg_catalog.pg_extension as e where e.extname = 'pg_graphql')
    and refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass;

create function graphql.resolve(
    query text,
    variables jsonb default '{}',
    "operationName" text default null,
    extensions jsonb default null
) returns jsonb
language sql
as $$ select null::jsonb $$;
create function graphql._internal_resolve(
    query text,
    variables jsonb default '{}',
    "operationName" text default null,
    extensions jsonb default null
) returns jsonb
language sql
as $$ select null::jsonb $$;
create function graphql.comment_directive(comment_ text) returns jsonb
language sql immutable
as $$ select '{}'::jsonb $$;
create function graphql.exception(message text) returns text
language sql
as $$ select message $$;
create sequence graphql.seq_schema_version cycle;
create function graphql.get_schema_version() returns integer
language sql
as $$ select 1 $$;
