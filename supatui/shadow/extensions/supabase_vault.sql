-- supabase_vault 0.3.1: secrets are kept as they are, which is why a shadow must never get real ones.
do $schema$
begin
    if pg_catalog.to_regnamespace('vault') is null then
        create schema vault;
    end if;
end
$schema$;

-- The real one lives in vault whatever the statement says; its tie to the schema that was named goes.
update pg_catalog.pg_extension
set extnamespace = 'vault'::pg_catalog.regnamespace
where extname = 'supabase_vault';
delete from pg_catalog.pg_depend
where
    classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    and objid = (select e.oid from pg_catalog.pg_extension as e where e.extname = 'supabase_vault')
    and refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass;

create table vault.secrets (
    id uuid primary key default gen_random_uuid(),
    name text,
    description text not null default '',
    secret text not null,
    key_id uuid,
    nonce bytea,
    created_at timestamp with time zone not null default current_timestamp,
    updated_at timestamp with time zone not null default current_timestamp
);
create unique index secrets_name_idx on vault.secrets (name) where name is not null;
create view vault.decrypted_secrets as
select id, name, description, secret, secret as decrypted_secret, key_id, nonce, created_at, updated_at
from vault.secrets;

create function vault.create_secret(
    new_secret text,
    new_name text default null,
    new_description text default '',
    new_key_id uuid default null
) returns uuid
language sql
as $$
    insert into vault.secrets (secret, name, description, key_id)
    values (new_secret, new_name, coalesce(new_description, ''), new_key_id)
    returning id
$$;

create function vault.update_secret(
    secret_id uuid,
    new_secret text default null,
    new_name text default null,
    new_description text default null,
    new_key_id uuid default null
) returns void
language sql
as $$
    update vault.secrets as s set
        secret = coalesce(new_secret, s.secret),
        name = coalesce(new_name, s.name),
        description = coalesce(new_description, s.description),
        key_id = coalesce(new_key_id, s.key_id),
        updated_at = now()
    where s.id = secret_id
$$;
