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
return uuid_generate_v1mc();

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

-- SHA-1, which PostgreSQL has no function for. Source: FIPS 180-4, section 6.1.
create function uuid_sha1(data bytea) returns bytea
language plpgsql immutable strict parallel safe
as $$
declare
    message bytea := data || '\x80'::bytea
        || pg_catalog.decode(pg_catalog.repeat('00', (119 - pg_catalog.length(data) % 64) % 64), 'hex')
        || pg_catalog.int8send(pg_catalog.length(data)::bigint * 8);
    state bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    words bigint[];
    mask constant bigint := 4294967295;
    a bigint;
    b bigint;
    c bigint;
    d bigint;
    e bigint;
    mixed bigint;
    turned bigint;
begin
    for block in 0 .. pg_catalog.length(message) / 64 - 1 loop
        for i in 0 .. 15 loop
            words[i] := (pg_catalog.get_byte(message, block * 64 + i * 4)::bigint << 24)
                | (pg_catalog.get_byte(message, block * 64 + i * 4 + 1)::bigint << 16)
                | (pg_catalog.get_byte(message, block * 64 + i * 4 + 2)::bigint << 8)
                | pg_catalog.get_byte(message, block * 64 + i * 4 + 3)::bigint;
        end loop;
        for i in 16 .. 79 loop
            mixed := words[i - 3] # words[i - 8] # words[i - 14] # words[i - 16];
            words[i] := ((mixed << 1) | (mixed >> 31)) & mask;
        end loop;
        a := state[1];
        b := state[2];
        c := state[3];
        d := state[4];
        e := state[5];
        for i in 0 .. 79 loop
            mixed := case
                when i < 20 then ((b & c) | ((b # mask) & d)) + 1518500249
                when i < 40 then (b # c # d) + 1859775393
                when i < 60 then ((b & c) | (b & d) | (c & d)) + 2400959708
                else (b # c # d) + 3395469782
            end;
            turned := (((a << 5) | (a >> 27)) & mask);
            turned := (turned + mixed + e + words[i]) & mask;
            e := d;
            d := c;
            c := ((b << 30) | (b >> 2)) & mask;
            b := a;
            a := turned;
        end loop;
        state := array[
            (state[1] + a) & mask, (state[2] + b) & mask, (state[3] + c) & mask, (state[4] + d) & mask,
            (state[5] + e) & mask
        ];
    end loop;
    return pg_catalog.substr(pg_catalog.int8send(state[1]), 5) || pg_catalog.substr(pg_catalog.int8send(state[2]), 5)
        || pg_catalog.substr(pg_catalog.int8send(state[3]), 5) || pg_catalog.substr(pg_catalog.int8send(state[4]), 5)
        || pg_catalog.substr(pg_catalog.int8send(state[5]), 5);
end
$$;

create function uuid_generate_v5(namespace uuid, name text) returns uuid
language sql immutable strict parallel safe
as $$
    select pg_catalog.encode(
        pg_catalog.set_byte(pg_catalog.set_byte(hash, 6, (pg_catalog.get_byte(hash, 6) & 15) | 80),
            8, (pg_catalog.get_byte(hash, 8) & 63) | 128),
        'hex')::uuid
    from (
        select pg_catalog.substr(
            @extschema@.uuid_sha1(pg_catalog.uuid_send(namespace) || pg_catalog.convert_to(name, 'UTF8')), 1, 16) as hash
    ) as hashed
$$;
