-- uuid-ossp 1.1 in plain SQL. Source: PostgreSQL manual, uuid-ossp; RFC 4122, sections 4.2 and 4.3, appendix C.
create function uuid_nil() returns uuid
language sql immutable strict parallel safe
as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;

create function uuid_ns_dns() returns uuid
language sql immutable strict parallel safe
as $$ select '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid $$;

create function uuid_ns_url() returns uuid
language sql immutable strict parallel safe
as $$ select '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid $$;

create function uuid_ns_oid() returns uuid
language sql immutable strict parallel safe
as $$ select '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid $$;

create function uuid_ns_x500() returns uuid
language sql immutable strict parallel safe
as $$ select '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid $$;

create function uuid_generate_v4() returns uuid
language sql volatile strict parallel safe
as $$ select pg_catalog.gen_random_uuid() $$;

create function uuid_generate_v1mc() returns uuid
language plpgsql volatile strict parallel safe
as $$
declare
    ticks text := pg_catalog.lpad(pg_catalog.to_hex(
        ((extract(epoch from pg_catalog.clock_timestamp()) * 10000000)::numeric + 122192928000000000)::bigint
    ), 16, '0');
    noise text := pg_catalog.replace(pg_catalog.gen_random_uuid()::text, '-', '');
begin
    -- The last 16 digits of a version 4 value start with its variant, as a clock sequence has to.
    return (
        pg_catalog.substr(ticks, 9, 8) || pg_catalog.substr(ticks, 5, 4) || '1' || pg_catalog.substr(ticks, 2, 3)
        || pg_catalog.substr(noise, 17, 4) || '03' || pg_catalog.substr(noise, 23, 10)
    )::uuid;
end
$$;

create function uuid_generate_v1() returns uuid
language sql volatile strict parallel safe
as $$ select @extschema@.uuid_generate_v1mc() $$;

create function uuid_generate_v3(namespace uuid, name text) returns uuid
language sql immutable strict parallel safe
as $$
    select pg_catalog.encode(
        pg_catalog.set_byte(pg_catalog.set_byte(hash, 6, (pg_catalog.get_byte(hash, 6) & 15) | 48),
            8, (pg_catalog.get_byte(hash, 8) & 63) | 128),
        'hex')::uuid
    from (
        select pg_catalog.decode(
            pg_catalog.md5(pg_catalog.uuid_send(namespace) || pg_catalog.convert_to(name, 'UTF8')), 'hex') as hash
    ) as hashed
$$;

create function uuid_generate_v5(namespace uuid, name text) returns uuid
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'uuid_generate_v5() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;
