-- The platform's roles. Roles belong to the whole server: missing ones are made, others are left as they are, and a
-- role made elsewhere gets no memberships either.
do $roles$
declare
    wanted record;
    membership record;
    made text[] := '{}';
begin
    for wanted in
        select r.name, r.attributes
        from (
            values
                ('anon', 'nologin noinherit'),
                ('authenticated', 'nologin noinherit'),
                ('service_role', 'nologin noinherit bypassrls'),
                ('authenticator', 'login noinherit'),
                ('dashboard_user', 'nologin createdb createrole replication'),
                ('postgres', 'login createdb createrole replication bypassrls'),
                ('supabase_admin', 'superuser login createdb createrole replication bypassrls'),
                ('supabase_auth_admin', 'login noinherit createrole'),
                ('supabase_storage_admin', 'login noinherit createrole'),
                ('supabase_functions_admin', 'login noinherit createrole'),
                ('supabase_replication_admin', 'login replication'),
                ('supabase_read_only_user', 'login bypassrls'),
                ('supabase_realtime_admin', 'nologin noinherit'),
                ('supabase_etl_admin', 'login replication'),
                ('supabase_privileged_role', 'nologin'),
                ('pgbouncer', 'login'),
                ('pgtle_admin', 'nologin'),
                ('pgsodium_keyholder', 'nologin'),
                ('pgsodium_keyiduser', 'nologin'),
                ('pgsodium_keymaker', 'nologin')
        ) as r (name, attributes)
    loop
        if not exists (select 1 from pg_catalog.pg_roles as p where p.rolname = wanted.name) then
            execute pg_catalog.format('create role %I with %s', wanted.name, wanted.attributes);
            made := made || wanted.name;
        end if;
    end loop;
    for membership in
        select m.granted, m.member
        from (
            values
                ('anon', 'authenticator'),
                ('authenticated', 'authenticator'),
                ('service_role', 'authenticator'),
                ('anon', 'postgres'),
                ('authenticated', 'postgres'),
                ('service_role', 'postgres'),
                ('pg_read_all_data', 'supabase_read_only_user')
        ) as m (granted, member)
    loop
        if membership.granted = any (made) or membership.member = any (made) then
            execute pg_catalog.format('grant %I to %I', membership.granted, membership.member);
        end if;
    end loop;
end
$roles$;
