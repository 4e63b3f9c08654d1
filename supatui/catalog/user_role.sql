{argument}.oid >= 16384 -- neither the server's own nor its first one
    and (
        pg_catalog.cardinality({managed}) = 0
        or {argument}.rolname !~ ('^(anon|authenticated|authenticator|service_role|dashboard_user|postgres|pgbouncer'
            || '|pgtle_admin|pgsodium_.*|supabase_.*|cli_login_.*)$')
    )
