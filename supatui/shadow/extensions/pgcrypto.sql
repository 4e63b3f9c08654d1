-- pgcrypto 1.4 as far as plain SQL goes; the rest is declared and raises when it is called.
-- Source: PostgreSQL manual, pgcrypto; contrib/pgcrypto/pgcrypto--1.3.sql for names and volatility.
create function digest(bytea, text) returns bytea
language plpgsql immutable strict parallel safe
as $$
begin
    case pg_catalog.lower($2)
        when 'md5' then return pg_catalog.decode(pg_catalog.md5($1), 'hex');
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
as $$ select @extschema@.digest(pg_catalog.convert_to($1, 'UTF8'), $2) $$;

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
as $$ select @extschema@.hmac(pg_catalog.convert_to($1, 'UTF8'), pg_catalog.convert_to($2, 'UTF8'), $3) $$;

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
