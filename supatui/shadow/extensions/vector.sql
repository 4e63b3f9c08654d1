-- vector 0.8.0: types with their modifiers, operators and index methods; distances are null.
-- Source: pgvector's documented names; the types borrow varchar's input, output and modifier functions.

create type vector;
create function vector_in(cstring, oid, integer) returns vector
language internal immutable strict parallel safe as 'varcharin';
create function vector_out(vector) returns cstring
language internal immutable strict parallel safe as 'varcharout';
create function vector_typmod_in(cstring[]) returns integer
language internal immutable strict parallel safe as 'varchartypmodin';
create function vector_typmod_out(integer) returns cstring
language internal immutable strict parallel safe as 'varchartypmodout';
create type vector (
    input = vector_in,
    output = vector_out,
    typmod_in = vector_typmod_in,
    typmod_out = vector_typmod_out,
    internallength = variable,
    storage = extended
);

create function l2_distance(vector, vector) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function inner_product(vector, vector) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function cosine_distance(vector, vector) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function l1_distance(vector, vector) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function vector_negative_inner_product(vector, vector) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;

create operator <-> (leftarg = vector, rightarg = vector, function = l2_distance, commutator = <->);
create operator <#> (leftarg = vector, rightarg = vector, function = vector_negative_inner_product, commutator = <#>);
create operator <=> (leftarg = vector, rightarg = vector, function = cosine_distance, commutator = <=>);
create operator <+> (leftarg = vector, rightarg = vector, function = l1_distance, commutator = <+>);

-- Casts by functions: those by input and output are stable, which no index on an expression takes. Their bodies are
-- of the SQL standard, so that they find the others in whatever schema the extension is.
create function array_to_vector(real[], integer, boolean) returns vector
language sql immutable strict parallel safe
return vector_in(textout(translate($1::text, '{}', '[]')), 0, -1);
create function vector_to_float4(vector, integer, boolean) returns real[]
language sql immutable strict parallel safe
return translate(textin(vector_out($1)), '[]', '{}')::real[];
create cast (real[] as vector) with function array_to_vector(real[], integer, boolean) as assignment;
create cast (double precision[] as vector) with inout as assignment;
create cast (integer[] as vector) with inout as assignment;
create cast (numeric[] as vector) with inout as assignment;
create cast (vector as real[]) with function vector_to_float4(vector, integer, boolean) as implicit;

create function subvector(vector, integer, integer) returns vector
language sql immutable strict parallel safe as $$ select $1 $$;
create function l2_normalize(vector) returns vector
language sql immutable strict parallel safe as $$ select $1 $$;

create function vector_dims(vector) returns integer
language sql immutable strict parallel safe as $$ select null::integer $$;
create function vector_norm(vector) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function binary_quantize(vector) returns bit
language sql immutable strict parallel safe as $$ select null::bit $$;
create function vector_add(vector, vector) returns vector
language sql immutable strict parallel safe as $$ select $1 $$;
create function vector_sub(vector, vector) returns vector
language sql immutable strict parallel safe as $$ select $1 $$;
create operator + (leftarg = vector, rightarg = vector, function = vector_add, commutator = +);
create operator - (leftarg = vector, rightarg = vector, function = vector_sub);
create aggregate avg(vector) (sfunc = vector_add, stype = vector);
create aggregate sum(vector) (sfunc = vector_add, stype = vector);

create type halfvec;
create function halfvec_in(cstring, oid, integer) returns halfvec
language internal immutable strict parallel safe as 'varcharin';
create function halfvec_out(halfvec) returns cstring
language internal immutable strict parallel safe as 'varcharout';
create function halfvec_typmod_in(cstring[]) returns integer
language internal immutable strict parallel safe as 'varchartypmodin';
create function halfvec_typmod_out(integer) returns cstring
language internal immutable strict parallel safe as 'varchartypmodout';
create type halfvec (
    input = halfvec_in,
    output = halfvec_out,
    typmod_in = halfvec_typmod_in,
    typmod_out = halfvec_typmod_out,
    internallength = variable,
    storage = extended
);

create function l2_distance(halfvec, halfvec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function inner_product(halfvec, halfvec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function cosine_distance(halfvec, halfvec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function l1_distance(halfvec, halfvec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function halfvec_negative_inner_product(halfvec, halfvec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;

create operator <-> (leftarg = halfvec, rightarg = halfvec, function = l2_distance, commutator = <->);
create operator <#> (leftarg = halfvec, rightarg = halfvec, function = halfvec_negative_inner_product, commutator = <#>);
create operator <=> (leftarg = halfvec, rightarg = halfvec, function = cosine_distance, commutator = <=>);
create operator <+> (leftarg = halfvec, rightarg = halfvec, function = l1_distance, commutator = <+>);

create cast (real[] as halfvec) with inout as assignment;
create cast (double precision[] as halfvec) with inout as assignment;
create cast (integer[] as halfvec) with inout as assignment;
create cast (numeric[] as halfvec) with inout as assignment;
create cast (halfvec as real[]) with inout;

create function subvector(halfvec, integer, integer) returns halfvec
language sql immutable strict parallel safe as $$ select $1 $$;
create function l2_normalize(halfvec) returns halfvec
language sql immutable strict parallel safe as $$ select $1 $$;

create type sparsevec;
create function sparsevec_in(cstring, oid, integer) returns sparsevec
language internal immutable strict parallel safe as 'varcharin';
create function sparsevec_out(sparsevec) returns cstring
language internal immutable strict parallel safe as 'varcharout';
create function sparsevec_typmod_in(cstring[]) returns integer
language internal immutable strict parallel safe as 'varchartypmodin';
create function sparsevec_typmod_out(integer) returns cstring
language internal immutable strict parallel safe as 'varchartypmodout';
create type sparsevec (
    input = sparsevec_in,
    output = sparsevec_out,
    typmod_in = sparsevec_typmod_in,
    typmod_out = sparsevec_typmod_out,
    internallength = variable,
    storage = extended
);

create function l2_distance(sparsevec, sparsevec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function inner_product(sparsevec, sparsevec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function cosine_distance(sparsevec, sparsevec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function l1_distance(sparsevec, sparsevec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function sparsevec_negative_inner_product(sparsevec, sparsevec) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;

create operator <-> (leftarg = sparsevec, rightarg = sparsevec, function = l2_distance, commutator = <->);
create operator <#> (leftarg = sparsevec, rightarg = sparsevec, function = sparsevec_negative_inner_product, commutator = <#>);
create operator <=> (leftarg = sparsevec, rightarg = sparsevec, function = cosine_distance, commutator = <=>);
create operator <+> (leftarg = sparsevec, rightarg = sparsevec, function = l1_distance, commutator = <+>);

create cast (real[] as sparsevec) with inout as assignment;
create cast (double precision[] as sparsevec) with inout as assignment;
create cast (integer[] as sparsevec) with inout as assignment;
create cast (numeric[] as sparsevec) with inout as assignment;
create cast (sparsevec as real[]) with inout;

create function subvector(sparsevec, integer, integer) returns sparsevec
language sql immutable strict parallel safe as $$ select $1 $$;
create function l2_normalize(sparsevec) returns sparsevec
language sql immutable strict parallel safe as $$ select $1 $$;

create cast (vector as halfvec) with inout as assignment;
create cast (halfvec as vector) with inout;
create cast (vector as sparsevec) with inout;
create cast (sparsevec as vector) with inout as assignment;

create function hamming_distance(bit, bit) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create function jaccard_distance(bit, bit) returns double precision
language sql immutable strict parallel safe as $$ select null::double precision $$;
create operator <~> (leftarg = bit, rightarg = bit, function = hamming_distance, commutator = <~>);
create operator <%> (leftarg = bit, rightarg = bit, function = jaccard_distance, commutator = <%>);

create access method ivfflat type index handler brinhandler;
create access method hnsw type index handler brinhandler;

-- The methods are BRIN with Bloom filters, whose only need of a type is a hash function: rows can be inserted.
create function vector_hash(vector) returns integer
language internal immutable strict parallel safe as 'hashvarlena';
create function vector_hash(halfvec) returns integer
language internal immutable strict parallel safe as 'hashvarlena';
create function vector_hash(sparsevec) returns integer
language internal immutable strict parallel safe as 'hashvarlena';
create function vector_hash(bit) returns integer
language internal immutable strict parallel safe as 'hashvarlena';

do $classes$
declare
    class record;
begin
    for class in
        select c.name, c.type_name, m.method, c.is_default and m.method = 'ivfflat' as is_default
        from (
            values
                ('vector_l2_ops', 'vector', true),
                ('vector_ip_ops', 'vector', false),
                ('vector_cosine_ops', 'vector', false),
                ('vector_l1_ops', 'vector', false),
                ('halfvec_l2_ops', 'halfvec', false),
                ('halfvec_ip_ops', 'halfvec', false),
                ('halfvec_cosine_ops', 'halfvec', false),
                ('halfvec_l1_ops', 'halfvec', false),
                ('sparsevec_l2_ops', 'sparsevec', false),
                ('sparsevec_ip_ops', 'sparsevec', false),
                ('sparsevec_cosine_ops', 'sparsevec', false),
                ('sparsevec_l1_ops', 'sparsevec', false),
                ('bit_hamming_ops', 'bit', false),
                ('bit_jaccard_ops', 'bit', false)
        ) as c (name, type_name, is_default)
        cross join (values ('ivfflat'), ('hnsw')) as m (method)
        order by 3, 1
    loop
        execute pg_catalog.format(
            'create operator class %I %s for type %s using %I as '
            'function 1 pg_catalog.brin_bloom_opcinfo(internal), '
            'function 2 pg_catalog.brin_bloom_add_value(internal, internal, internal, internal), '
            'function 3 pg_catalog.brin_bloom_consistent(internal, internal, internal, integer), '
            'function 4 pg_catalog.brin_bloom_union(internal, internal, internal), '
            'function 5 pg_catalog.brin_bloom_options(internal), '
            'function 11 vector_hash(%s)',
            class.name, case when class.is_default then 'default' else '' end, class.type_name, class.method,
            class.type_name);
    end loop;
end
$classes$;
