-- pgcrypto 1.4 as far as plain SQL goes; the rest is declared and raises when it is called.
-- Source: PostgreSQL manual, pgcrypto; contrib/pgcrypto/pgcrypto--1.3.sql for names and volatility.

-- SHA-1, which PostgreSQL has no function for. Source: FIPS 180-4, section 6.1.
create function pgcrypto_sha1(data bytea) returns bytea
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

create function digest(bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    case pg_catalog.lower($2)
        when 'md5' then return pg_catalog.decode(pg_catalog.md5($1), 'hex');
        when 'sha1' then return @extschema@.pgcrypto_sha1($1);
        when 'sha224' then return pg_catalog.sha224($1);
        when 'sha256' then return pg_catalog.sha256($1);
        when 'sha384' then return pg_catalog.sha384($1);
        when 'sha512' then return pg_catalog.sha512($1);
        else
            raise exception 'digest(..., %) is not available: pgcrypto is a stand-in in this shadow database', $2
                using errcode = 'feature_not_supported';
    end case;
end
$$;

create function digest(text, text) returns bytea
language sql immutable strict parallel safe
return digest(pg_catalog.convert_to($1, 'UTF8'), $2);

create function hmac(bytea, bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
declare
    block integer := case when pg_catalog.lower($3) in ('sha384', 'sha512') then 128 else 64 end;
    secret bytea := $2;
    inner_pad bytea;
    outer_pad bytea;
begin
    if pg_catalog.length(secret) > block then
        secret := @extschema@.digest(secret, $3);
    end if;
    secret := secret || pg_catalog.decode(pg_catalog.repeat('00', block - pg_catalog.length(secret)), 'hex');
    inner_pad := secret;
    outer_pad := secret;
    for i in 0 .. block - 1 loop
        inner_pad := pg_catalog.set_byte(inner_pad, i, pg_catalog.get_byte(secret, i) # 54);
        outer_pad := pg_catalog.set_byte(outer_pad, i, pg_catalog.get_byte(secret, i) # 92);
    end loop;
    return @extschema@.digest(outer_pad || @extschema@.digest(inner_pad || $1, $3), $3);
end
$$;

create function hmac(text, text, text) returns bytea
language sql immutable strict parallel safe
return hmac(pg_catalog.convert_to($1, 'UTF8'), pg_catalog.convert_to($2, 'UTF8'), $3);

create function gen_random_uuid() returns uuid
language internal volatile parallel safe
as 'gen_random_uuid';

create function gen_random_bytes(integer) returns bytea
language plpgsql volatile strict parallel safe
as $$
declare
    bytes bytea := '';
begin
    if $1 < 1 or $1 > 1024 then
        raise exception 'Length not in range' using errcode = 'external_routine_invocation_exception';
    end if;
    while pg_catalog.length(bytes) < $1 loop
        bytes := bytes || pg_catalog.sha256(
            pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()));
    end loop;
    return pg_catalog.substr(bytes, 1, $1);
end
$$;

create function fips_mode() returns boolean
language sql volatile parallel safe
as $$ select false $$;

create function crypt(text, text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'crypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function gen_salt(text) returns text
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'gen_salt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function gen_salt(text, integer) returns text
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'gen_salt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function encrypt(bytea, bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'encrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function decrypt(bytea, bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'decrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function encrypt_iv(bytea, bytea, bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'encrypt_iv() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function decrypt_iv(bytea, bytea, bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'decrypt_iv() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_encrypt(text, text) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_sym_encrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_encrypt_bytea(bytea, text) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_sym_encrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_encrypt(text, text, text) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_sym_encrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_encrypt_bytea(bytea, text, text) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_sym_encrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_decrypt(bytea, text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_sym_decrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_decrypt_bytea(bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_sym_decrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_decrypt(bytea, text, text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_sym_decrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_sym_decrypt_bytea(bytea, text, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_sym_decrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_encrypt(text, bytea) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_pub_encrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_encrypt_bytea(bytea, bytea) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_pub_encrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_encrypt(text, bytea, text) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_pub_encrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_encrypt_bytea(bytea, bytea, text) returns bytea
language plpgsql volatile strict parallel safe
as $$
begin
    raise exception 'pgp_pub_encrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_decrypt(bytea, bytea) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_pub_decrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_decrypt_bytea(bytea, bytea) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_pub_decrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_decrypt(bytea, bytea, text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_pub_decrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_decrypt_bytea(bytea, bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_pub_decrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_decrypt(bytea, bytea, text, text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_pub_decrypt() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_pub_decrypt_bytea(bytea, bytea, text, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_pub_decrypt_bytea() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_key_id(bytea) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_key_id() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function armor(bytea) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'armor() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function armor(bytea, text[], text[]) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'armor() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function dearmor(text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'dearmor() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;

create function pgp_armor_headers(text, out key text, out value text) returns setof record
language plpgsql immutable strict parallel safe
as $$
begin
    raise exception 'pgp_armor_headers() is a stand-in in this shadow database and gives no values'
        using errcode = 'feature_not_supported';
end
$$;
