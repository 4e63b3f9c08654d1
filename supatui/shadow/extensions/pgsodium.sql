-- pgsodium 3.1: keys can be named, nothing is encrypted.
do $schema$
begin
    if pg_catalog.to_regnamespace('pgsodium') is null then
        create schema pgsodium;
    end if;
end
$schema$;

-- The real one lives in pgsodium whatever the statement says; its tie to the schema that was named goes.
update pg_catalog.pg_extension
set extnamespace = 'pgsodium'::pg_catalog.regnamespace
where extname = 'pgsodium';
delete from pg_catalog.pg_depend
where
    classid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    and objid = (select e.oid from pg_catalog.pg_extension as e where e.extname = 'pgsodium')
    and refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass;

create type pgsodium.key_status as enum ('default', 'valid', 'invalid', 'expired');
create type pgsodium.key_type as enum (
    'aead-ietf', 'aead-det', 'hmacsha512', 'hmacsha256', 'auth', 'shorthash', 'generichash', 'kdf',
    'secretbox', 'secretstream', 'stream_xchacha20'
);
create type pgsodium._key_id_context as (key_id bigint, key_context bytea);
create table pgsodium.key (
    id uuid primary key default gen_random_uuid(),
    status pgsodium.key_status default 'valid',
    created timestamp with time zone not null default current_timestamp,
    expires timestamp with time zone,
    key_type pgsodium.key_type,
    key_id bigint,
    key_context bytea default '\x7067736f6469756d',
    name text unique,
    associated_data text default 'associated',
    raw_key bytea,
    raw_key_nonce bytea,
    parent_key uuid references pgsodium.key (id),
    comment text,
    user_data text
);
create view pgsodium.valid_key as
select id, name, status, key_type, key_id, key_context, created, expires, associated_data
from pgsodium.key
where status in ('valid', 'default') and (expires is null or expires > now());
create function pgsodium.create_key(
    key_type pgsodium.key_type default 'aead-det',
    name text default null,
    raw_key bytea default null,
    raw_key_nonce bytea default null,
    parent_key uuid default null,
    key_context bytea default '\x7067736f6469756d',
    expires timestamp with time zone default null,
    associated_data text default ''
) returns pgsodium.valid_key
language plpgsql
as $$
declare
    made pgsodium.valid_key;
    new_id uuid;
begin
    insert into pgsodium.key (key_type, name, expires, associated_data)
    values (create_key.key_type, create_key.name, create_key.expires, create_key.associated_data)
    returning id into new_id;
    select v.* into made from pgsodium.valid_key as v where v.id = new_id;
    return made;
end
$$;
create function pgsodium.crypto_aead_det_noncegen() returns bytea
language sql
as $$ select null::bytea $$;
create function pgsodium.crypto_aead_det_keygen() returns bytea
language sql
as $$ select null::bytea $$;
create function pgsodium.crypto_aead_det_encrypt(
    message bytea, additional bytea, key_uuid uuid, nonce bytea default null
) returns bytea
language sql
as $$ select null::bytea $$;
create function pgsodium.crypto_aead_det_decrypt(
    message bytea, additional bytea, key_uuid uuid, nonce bytea default null
) returns bytea
language sql
as $$ select null::bytea $$;
create function pgsodium.randombytes_buf(size integer) returns bytea
language sql
as $$ select null::bytea $$;
