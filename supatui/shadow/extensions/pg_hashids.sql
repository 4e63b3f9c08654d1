-- pg_hashids 1.3: declared, gives no values.
create function id_encode(bigint) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_encode(bigint, text) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_encode(bigint, text, integer) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_encode(bigint, text, integer, text) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_encode(bigint[]) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_encode(bigint[], text) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_encode(bigint[], text, integer) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_encode(bigint[], text, integer, text) returns text
language sql immutable strict parallel safe as $$ select null::text $$;
create function id_decode(text) returns bigint[]
language sql immutable strict parallel safe as $$ select null::bigint[] $$;
create function id_decode(text, text) returns bigint[]
language sql immutable strict parallel safe as $$ select null::bigint[] $$;
create function id_decode(text, text, integer) returns bigint[]
language sql immutable strict parallel safe as $$ select null::bigint[] $$;
create function id_decode(text, text, integer, text) returns bigint[]
language sql immutable strict parallel safe as $$ select null::bigint[] $$;
create function id_decode_once(text) returns bigint
language sql immutable strict parallel safe as $$ select null::bigint $$;
create function id_decode_once(text, text) returns bigint
language sql immutable strict parallel safe as $$ select null::bigint $$;
create function id_decode_once(text, text, integer) returns bigint
language sql immutable strict parallel safe as $$ select null::bigint $$;
create function id_decode_once(text, text, integer, text) returns bigint
language sql immutable strict parallel safe as $$ select null::bigint $$;
