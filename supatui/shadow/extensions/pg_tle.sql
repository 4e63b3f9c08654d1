-- pg_tle 1.4: the functions that install extensions from SQL; they install nothing.
do $schema$
begin
    if pg_catalog.to_regnamespace('pgtle') is null then
        create schema pgtle;
    end if;
end
$schema$;

-- The real one lives in pgtle whatever the statement says; its tie to the schema that was named goes.
update pg_catalog.pg_extension
set extnamespace = 'pgtle'::pg_catalog.regnamespace
where extname = 'pg_tle';
delete from pg_catalog.pg_depend
where
    classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    and objid = (select e.oid from pg_catalog.pg_extension as e where e.extname = 'pg_tle')
    and refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass;

create function pgtle.install_extension(
    name text, version text, description text, ext text, requires text[] default null, schema text default null
) returns boolean
language sql
as $$ select true $$;
create function pgtle.install_update_path(name text, fromvers text, tovers text, ext text) returns boolean
language sql
as $$ select true $$;
create function pgtle.set_default_version(name text, version text) returns boolean
language sql
as $$ select true $$;
create function pgtle.uninstall_extension(extname text) returns boolean
language sql
as $$ select true $$;
create function pgtle.uninstall_extension(extname text, version text) returns boolean
language sql
as $$ select true $$;
create function pgtle.uninstall_extension_if_exists(extname text) returns boolean
language sql
as $$ select true $$;
create function pgtle.available_extensions()
returns table (name name, default_version text, comment text)
language sql
as $$ select null::name, null::text, null::text where false $$;
