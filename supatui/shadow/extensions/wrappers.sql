-- wrappers 0.5: handlers and validators, so that wrappers, servers and foreign tables can be declared.
do $wrappers$
declare
    name text;
begin
    foreach name in array array[
        'airtable', 'auth0', 'big_query', 'click_house', 'cognito', 'duckdb', 'firebase', 'hello_world', 'iceberg',
        'logflare', 'mssql', 'redis', 's3', 's3_vectors', 'stripe', 'wasm'
    ]
    loop
        execute pg_catalog.format(
            'create function %I() returns fdw_handler language internal strict as %L',
            name || '_fdw_handler', 'fdw_handler_in');
        execute pg_catalog.format(
            'create function %I(options text[], catalog oid) returns void language plpgsql as %L',
            name || '_fdw_validator', 'begin return; end');
    end loop;
end
$wrappers$;
create table wrappers_fdw_stats (
    fdw_name text not null primary key,
    create_times bigint,
    rows_in bigint,
    rows_out bigint,
    bytes_in bigint,
    bytes_out bigint,
    metadata jsonb,
    created_at timestamp with time zone not null default now(),
    updated_at timestamp with time zone not null default now()
);
