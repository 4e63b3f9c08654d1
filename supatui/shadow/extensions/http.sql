-- http 1.6: types and functions of pgsql-http; every request answers null.
create domain http_method as text;
create type http_header as (field character varying, value character varying);
create type http_response as (
    status integer,
    content_type character varying,
    headers http_header[],
    content character varying
);
create type http_request as (
    method http_method,
    uri character varying,
    headers http_header[],
    content_type character varying,
    content character varying
);

create function http_header(field character varying, value character varying) returns http_header
language sql as $$ select $1, $2 $$;
create function http_set_curlopt(curlopt character varying, value character varying) returns boolean
language sql as $$ select true $$;
create function http_reset_curlopt() returns boolean
language sql as $$ select true $$;
create function http_list_curlopt() returns table (curlopt text, value text)
language sql as $$ select null::text, null::text where false $$;
create function urlencode(string character varying) returns text
language sql immutable strict as $$ select string::text $$;
create function urlencode(string bytea) returns text
language sql immutable strict as $$ select string::text $$;
create function urlencode(data jsonb) returns text
language sql immutable strict as $$ select data::text $$;
create function bytea_to_text(data bytea) returns text
language sql immutable strict as $$ select pg_catalog.encode(data, 'escape') $$;
create function text_to_bytea(data text) returns bytea
language sql immutable strict as $$ select pg_catalog.convert_to(data, 'UTF8') $$;

create function http(request http_request) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_get(uri character varying) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_get(uri character varying, data jsonb) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_head(uri character varying) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_delete(uri character varying) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_delete(uri character varying, content character varying, content_type character varying) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_post(uri character varying, data jsonb) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_post(uri character varying, content character varying, content_type character varying) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_put(uri character varying, content character varying, content_type character varying) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
create function http_patch(uri character varying, content character varying, content_type character varying) returns http_response
language sql as $$ select null::@extschema@.http_response $$;
