"""What random schemas are made of: statements by kind, and the words they are put together from.

`{own}` is the bare name of what is made, `{self}` the same in some schema, `{kind}` the name of one that is there,
`{kind_on}` its name and that of the table or domain that it is on, `{kind_in}` its name in the schema of that, `{0}`
what stands in the first hole of the statement, any other `{word}` one of the `WORDS`. A statement may fit badly: what
the server refuses is left out.
"""

KINDS: dict[str, tuple[str, ...]] = {
    "schema": ("create schema {own}", "create schema {own} authorization {role}"),
    "extension": (
        "create extension hstore schema public",
        "create extension citext schema {place}",
        "create extension btree_gist schema {place}",
    ),
    "enum": ("create type {self} as enum ({labels})",),
    "domain": ("create domain {self} as {type} {domain_rest}",),
    "domain_constraint": ("alter domain {domain} add constraint {own} check ({domain_check}) {validity}",),
    "composite": ("create type {self} as (a {type}, b {type})", "create type {self} as (a {type}, b {type}, d text)"),
    "attribute": ("alter type {composite} add attribute {own} {type}",),
    "range": (
        "create type {self} as range (subtype = {ordered})",
        "create type {self} as range (subtype = {ordered}, multirange_type_name = {self}_many)",
        'create type {self} as range (subtype = text, collation = "C", subtype_opclass = {text_class})',
        "create type {self} as range (subtype = float8, subtype_diff = {difference})",
    ),
    "shell": ("create type {self}",),
    "base_type": (
        "create type {self}; "
        "create function {self}_in(cstring) returns {self} language internal immutable strict as 'int4in'; "
        "create function {self}_out({self}) returns cstring language internal immutable strict as 'int4out'; "
        "create type {self} (input = {self}_in, output = {self}_out, like = int4 {base_rest})",
    ),
    "collation": (
        "create collation {self} (locale = 'C')",
        "create collation {self} (provider = icu, locale = {icu})",
        "create collation {self} (provider = icu, locale = {icu}, deterministic = false)",
        "create collation {self} (provider = builtin, locale = 'C.UTF-8')",
    ),
    "conversion": ("create {default_word} conversion {self} for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1",),
    "sequence": ("create sequence {self} {sequence_rest}", "create unlogged sequence {self} {sequence_rest}"),
    "function": (
        "create function {self}(i {type}) returns {type} language sql {volatile} as 'select null'",
        "create function {self}(a int, b {type} default null) returns text language plpgsql {volatile} as "
        "'begin return {number}; end'",
        "create function {self}(i int) returns int language sql immutable return i + {number}",
        "create function {self}() returns setof {table} language sql {volatile} begin atomic "
        "select * from {table}; end",
        "create function {self}(i int, j int default {number}) returns int language sql immutable return i * j",
        "create function {self}(i bigint) returns {returned} language sql immutable as 'select null'",
        "create function {self}(i anyelement) returns anyelement language sql {volatile} as 'select $1'",
        "create function {self}(i int) returns table (c1 int, c2 {type}) language plpgsql rows {number}0 {volatile} "
        "as 'begin return; end'",
        "create function {self}(i int, out c1 int, inout c2 {type}) language plpgsql {volatile} "
        "as 'begin c1 = {number}; end'",
        "create function {self}(i int) returns boolean language internal immutable support {support} as 'int4um'",
        "create function {self}() returns bigint language internal immutable window as 'window_row_number'",
        "create function {self}(variadic v int[], out o text) language sql {volatile} cost {number} "
        "as 'select 1::text'",
    ),
    "procedure": (
        "create procedure {self}(i {type}) language plpgsql {security} as 'begin null; end'",
        "create procedure {self}(inout i int) language sql as 'select {number}'",
    ),
    "trigger_function": (
        "create function {self}() returns trigger language plpgsql {security} as 'begin return new; end'",
        "create function {self}() returns trigger language plpgsql set work_mem = '{number}MB' "
        "as 'begin return null; end'",
    ),
    "aggregate": (
        "create aggregate {self}(int) (sfunc = int4pl, stype = int, initcond = '{number}' {parallel})",
        "create aggregate {self}(int) (sfunc = int4pl, stype = int, msfunc = int4pl, minvfunc = int4mi, "
        "mstype = int, minitcond = '{number}', initcond = '1')",
        "create aggregate {self}(int order by int) (sfunc = int4pl, stype = int {modify})",
    ),
    "table_method": ("create access method {own} type table handler heap_tableam_handler",),
    "table": (
        "create {logged} table {self} ({columns}) {storage}",
        "create {logged} table {self} ({columns}, {inline_constraint}) {storage}",
        "create table {self} ({columns}, {inline_constraint}, {inline_constraint})",
        "create table {self} (extra {type}) inherits ({table})",
        "create table {self} of {composite}",
        "create table {self} of {composite} (a with options {column_rest})",
        "create table {self} (like {table} including all)",
        "create table {self} ({columns}) using {table_method}",
        "create table {self} ({columns}); grant {table_privilege} on {self} to alice with grant option; "
        "set role alice; grant {table_privilege} on {self} to bob {grant_option}; reset role",
        "create table {self} (c1 serial primary key, c2 {type} {column_rest}, c3 {type})",
        "create table {self} ({columns}) partition by {partition_key}",
    ),
    "pair": (
        "create table {self} (c1 int, c2 int default {number}, c3 int4range, c4 int4range, primary key (c1, c2))",
        "create table {self} (c1 int, c2 int, c3 int4range, c4 int4range, {pair_rest})",
        "create table {self} (c1 int, c2 int, c3 int4range, c4 int4range, {pair_rest}) partition by hash (c1)",
    ),
    "partitioned": (
        "create table {self} ({columns}) partition by {partition_key};",
        "create table {self} partition of {partitioned} {bound} partition by {partition_key}",
    ),
    "partition": (
        "create table {self} partition of {partitioned} {bound}",
        "create table {self} partition of {partitioned} (c2 {column_rest}) {bound} {storage}",
        "create table {self} (like {partitioned} including {included})",
        "create table {self} (like {partitioned} including {included}); "
        "alter table {partitioned} attach partition {self} {bound}",
    ),
    "added_column": (
        "alter table {any_table} add {own} {type} {column_rest}",
        "alter table {any_table} add {own} int {generated}",
        "alter table {any_table} add {own} {type} generated always as ({expression}) stored",
        "alter table {any_table} add {own} {type} {column_rest}, alter {own} set storage {storage_word}, "
        "alter {own} set statistics {number}",
        "alter table only {any_table} add {own} text collate {collation_name}",
        "alter table {any_table} add {own} serial",
    ),
    "column_setting": (
        "alter table {any_table} alter {column} set statistics {number}",
        "alter table {any_table} alter {column} set storage {storage_word}",
        "alter table {any_table} alter {column} set (n_distinct = {number})",
        "alter table {any_table} alter {column} set default {value}",
        "alter table {any_table} alter {column} set not null",
        "alter table {any_table} alter {column} drop not null",
        "alter table {any_table} alter {column} set compression {compression}",
        "alter table {any_table} alter c1 set not null, alter c1 add generated {always} as identity {identity_rest}",
        "alter table only {any_table} alter {column} set default {value}",
        "alter table {any_table} add constraint {own} not null {column} {validity} {heirs}",
        "alter sequence {sequence} owned by {any_table}.{column}",
        "alter sequence {sequence} {logged_word}",
    ),
    "constraint": (
        "alter table {any_table} add constraint {own} {table_constraint} {deferral}",
        "alter table {any_table} add constraint {own} foreign key ({column}) "
        "references {any_table} ({column}) {actions}",
        "alter table {any_table} add constraint {own} check ({condition}) not valid",
        "alter table {any_table} add constraint {own} exclude using {exclude} {deferral}",
        "alter table {any_table} add constraint {own}_u unique (c1), add constraint {own} foreign key (c1) "
        "references {0} (c1) {actions} {deferral}",
        "alter table {pair} add constraint {own} foreign key (c1, c2) references {pair} (c1, c2) {actions} {deferral}",
        "alter table {pair} add constraint {own} foreign key (c1, c2) references {pair} (c1, c2) "
        "on delete set {null_or_default} (c2)",
        "alter table {any_table} add constraint {own} check ({condition}) not enforced",
        "alter table {any_table} add constraint {own} foreign key ({column}) references {any_table} ({column}) "
        "not enforced",
        "create unique index {own} on {table} ({column}); "
        "alter table {1} add constraint {own} unique using index {own} {deferral}",
        "alter table {pair} add constraint {own}_u unique (c3, c4 without overlaps), "
        "add constraint {own} foreign key (c3, period c4) references {0} (c3, period c4)",
    ),
    "index": (
        "create {unique} index {own} on {any_table} ({index_key}) {index_rest}",
        "create index {own} on {any_table} using {method} ({column}) {where}",
        "create unique index {own} on {any_table} ({column}, {column}) {index_rest}",
        "create {unique} index {own} on {any_table} ({column} {class}) {where}",
        "create index {own} on {any_table} using {class_method}",
        "create index {own} on {any_table} ({column} collate {collation_name} {nulls})",
        "create index {own} on only {any_table} ({column})",
        "create index {own} on {any_table} (({expression}), c1); alter index {own} alter 1 set statistics {number}",
    ),
    "table_setting": (
        "alter table {table} replica identity {replica}",
        "create {unique} index {own} on {any_table} ({column}); alter table {2} cluster on {own}",
        "create unique index {own} on {table} (c1); alter table {1} alter c1 set not null, "
        "replica identity using index {own}",
        "alter table {any_table} enable row level security",
        "alter table {any_table} force row level security",
        "alter table {table} set ({storage_setting})",
        "alter table {table} set ({storage_setting}, toast.{storage_setting})",
    ),
    "heir": ("create table {self} (like {table} including {included}); alter table {self} inherit {1}",),
    "view": (
        "create view {self} {view_options} as select {column}, {column} as x from {any_relation} {where}",
        "create view {self} {view_options} as select count(*) as {column}, {column} as x "
        "from {any_relation} group by 2",
        "create view {self} as select r.* from {any_relation} as r",
        "create view {self} as select a.c1, b.c2 from {any_relation} a join {any_relation} b using (c1)",
        "create view {self} as select {function}(c1) as c1, c2, c3 from {any_relation}",
        "create view {self} (c1, c2, c3) as select c1, {expression}, c2 from {any_relation} {where}",
        "create view {self} as select c1, c2, c3 from {table} group by c1",
        "create view {self} as select r as c3, c1, c2 from {any_relation} as r",
        "create view {self} as with w as (select {column} as c1 from {any_relation}) "
        "select w.c1, array(select {column} from {any_relation}) as c2, row_number() over (order by w.c1) as c3 from w",
        "create view {self} as select c1, c2 from {any_relation} union all select c1, c2 from {any_relation}",
        "create view {self} as select f.* from {function}({number}) as f",
        "create view {self} as select {aggregate}(c1) as c1, null::{type} as c2 from {any_relation}",
        "create view {self} {view_options} as select c1, c2, c3 from {any_table} {where} with {cascaded} check option",
        "create recursive view {self} (c1) as select 1 union all select c1 + 1 from {own} where c1 < {number}",
    ),
    "materialized_view": (
        "create materialized view {self} {storage} as select c1, c2, c3 from {any_relation} {where}",
        "create materialized view {self} as select c1, {column} as x from {any_relation} with no data",
    ),
    "view_column": (
        "alter view {view} alter {column} set default {value}",
        "alter materialized view {materialized_view} alter {column} set statistics {number}",
    ),
    "view_index": ("create {unique} index {own} on {materialized_view} ({column})",),
    "reader": (
        "create function {self}(i int) returns setof {any_relation} language sql {volatile} begin atomic "
        "select * from {any_relation}; end",
        "create function {self}(i int) returns table (c1 int, c2 text) language sql {volatile} begin atomic "
        "select c1, c2::text from {any_relation} {where}; end",
        "create function {self}(r {any_relation}) returns text language sql {volatile} as 'select r::text'",
        "create function {self}(i {any_relation}[]) returns setof {any_relation} language plpgsql {security} as "
        "'begin return; end'",
        "create procedure {self}(i int) language sql begin atomic insert into {any_table} (c1) values (i); "
        "update {any_table} set c1 = i {where}; end",
    ),
    "answer": (
        "create function {self}(i int, r {any_relation} default null) returns int language sql stable "
        "return (select count(c1) from {any_relation})",
        "create function {self}(i int) returns bigint language sql {volatile} begin atomic "
        "select count(*) from {any_relation} {where}; end",
        "create function {self}(i bigint) returns text language sql {volatile} as 'select {number}::text'",
    ),
    "late_view": (
        "create view {self} as select r.* from {reader}({number}) as r",
        "create function {self}_of(r {any_relation}) returns text language sql {volatile} as 'select r::text'; "
        "create view {self} as select {self}_of(r) as c1, r.c1 as c2 from {1} as r",
        "create view {self} as select c1, {answer}({number}) as c2, c3 from {any_relation}",
    ),
    "late_default": (
        "alter table {any_table} alter {column} set default {answer}({number})",
        "alter table {any_table} add constraint {own} check ({answer}(c1) is not null)",
        "create index {own} on {any_table} ({answer}(c1))",
        "create function {self}_of(r {any_table}) returns text language sql immutable as 'select r::text'; "
        "alter table {1} add constraint {own} check ({self}_of({1}.*) <> '{number}')",
    ),
    "trigger": (
        "create trigger {own} {timing} {event} on {any_table} for each {level} {when} "
        "execute function {trigger_function}()",
        "create trigger {own} after update on {any_table} referencing old table as o new table as n "
        "for each statement execute function {trigger_function}()",
        "create constraint trigger {own} after {event} on {any_table} {deferral} for each row "
        "execute function {trigger_function}()",
        "create trigger {own} instead of insert on {view} for each row execute function {trigger_function}()",
        "create trigger {own} {timing} {event} on {any_table} for each {level} execute function "
        "{trigger_function}(); alter table {only} {3} {firing} trigger {own}",
    ),
    "rule": (
        "create rule {own} as on {event_word} to {any_relation} do {also} nothing",
        "create rule {own} as on insert to {any_relation} do also insert into {any_table} default values",
        "create rule {own} as on update to {any_relation} where {rule_condition} do {also} "
        "delete from {any_table} where c1 = old.c1",
        "create rule {own} as on update to {any_relation} do also "
        "(delete from {any_table} where c1 = old.c1; notify {own})",
        "create rule {own} as on {event_word} to {any_table} do {also} nothing; alter table {2} {firing} rule {own}",
        "create rule {own} as on delete to {any_relation} do instead update {any_table} set {column} = null {where}",
    ),
    "policy": (
        "create policy {own} on {any_table} {permissive} for {command} to {role} using ({condition})",
        "create policy {own} on {any_table} for insert to {role}, current_user with check ({condition})",
        "create policy {own} on {any_table} using ({column} in (select {column} from {any_relation}))",
        "create policy {own} on {any_table} {permissive} for {written} to {policy_roles} with check ({condition})",
        "create policy {own} on {any_table} to {policy_roles} using ({condition}) with check ({condition})",
        "create policy {own} on {any_table} for select using ({answer}({number}) is not null)",
    ),
    "operator": (
        "create operator public.+|+ (leftarg = int, rightarg = int, function = int4pl {commutes})",
        "create operator public.<+> (leftarg = int, rightarg = int, function = int4pl, "
        "commutator = operator(public.~~+))",
        "create operator public.~~+ (leftarg = int, rightarg = int, function = int4pl, "
        "commutator = operator(public.<+>))",
        "create operator public.=+= (leftarg = int, rightarg = int, function = int4eq {equality})",
        "create operator public.!+ (rightarg = int, function = int4um)",
        "create function {self}(r {any_relation}, i int) returns boolean language sql {volatile} as 'select i > 1'; "
        "create operator public.<->> (leftarg = {1}, rightarg = int, function = {self}); "
        "alter operator public.<->> ({1}, int) owner to {role}",
        "create operator public.+|+ (leftarg = int, rightarg = int, function = int4pl); ",
    ),
    "family": ("create operator family {self} using {family_method}",),
    "family_member": (
        "alter operator family {family} using btree add operator {strategy} (int8, int4), function 1 (int8, int4) "
        "btint84cmp(int8, int4)",
        "alter operator family {family} using hash add operator 1 = (int4, int8)",
    ),
    "operator_class": (
        "create operator class {self} for type int using btree as operator 1 <, operator 2 <=, operator 3 =, "
        "operator 4 >=, operator 5 >, function 1 btint4cmp(int, int)",
        "create operator class {self} for type int using hash as operator 1 =, function 1 hashint4(int)",
        "create operator class {self} for type int using btree family {family} as operator 1 <, operator 2 <=, "
        "operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int)",
        "create operator class {self} for type {enum} using btree as operator 1 <(anyenum, anyenum), "
        "function 1 enum_cmp(anyenum, anyenum)",
        "create operator class {self} for type text[] using gin as operator 1 &&(anyarray, anyarray), "
        "function 1 bttextcmp(text, text), storage text",
    ),
    "class_index": (
        "create index {own} on {any_table} (c1 {operator_class})",
        "create index {own} on {any_table} using hash (c1 {operator_class})",
    ),
    "cast": (
        "create cast ({enum} as {composite}) with inout {cast_context}",
        "create cast ({enum} as int) with inout",
        "create function {self}({composite}) returns {enum} language plpgsql as 'begin return null; end'; "
        "create cast ({1} as {2}) with function {self} {cast_context}",
        "create cast ({enum} as {composite}) with inout; comment on cast ({0} as {1}) is '{number}'",
        "create cast ({base_type} as int) without function {cast_context}",
        "create cast (int as {base_type}) without function",
    ),
    "transform": (
        "create transform for {transformed} language plpgsql "
        "(from sql with function prsd_lextype(internal), to sql with function {transformed}recv(internal))",
        "create transform for {transformed} language plpgsql (from sql with function prsd_lextype(internal))",
        "create transform for {transformed} language plpgsql (to sql with function {0}recv(internal)); "
        "comment on transform for {0} language plpgsql is '{number}'",
    ),
    "text_parser": (
        "create text search parser {self} "
        "(start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype {headline})",
    ),
    "text_template": ("create text search template {self} (init = dsimple_init, lexize = dsimple_lexize)",),
    "template_dictionary": ("create text search dictionary {self} (template = {text_template})",),
    "access_method": ("create access method {own} type index handler {handler}",),
    "text_search": (
        "create text search dictionary {self} (template = simple, stopwords = {stemmer})",
        "create text search dictionary {self} (template = pg_catalog.snowball, language = {stemmer})",
        "create text search dictionary {self} (template = simple, accept = {truth})",
    ),
    "text_configuration": (
        "create text search configuration {self} (copy = pg_catalog.{stemmer})",
        "create text search configuration {self} (parser = default);"
        "alter text search configuration {self} add mapping for word, asciiword with {text_search}, simple",
        "create text search configuration {self} (parser = {text_parser})",
    ),
    "text_mapping": (
        "alter text search configuration {text_configuration} add mapping for {token} with {text_search}",
        "alter text search configuration {text_configuration} alter mapping for {token} with simple, {text_search}",
        "alter text search configuration {text_configuration} drop mapping for {token}",
    ),
    "statistics": (
        "create statistics {self} {statistics_kinds} on {column}, {column} from {any_table}",
        "create statistics {self} on ({expression}) from {any_table}",
        "create statistics {self} {statistics_kinds} on {column}, (c1 + {number}) from {any_table}; "
        "alter statistics {self} set statistics {number}",
    ),
    "wrapper": (
        "create foreign data wrapper {own}",
        "{file_wrapper}",
        "{file_wrapper} options (encoding '{encoding}')",
        "{file_wrapper} validator public.file_fdw_validator",
        "{file_wrapper} validator postgresql_fdw_validator",
    ),
    "server": (
        "create server {own} foreign data wrapper {wrapper} options (format '{format}')",
        "create server {own} type 'x' version '{number}' foreign data wrapper {wrapper}",
    ),
    "mapping": (
        "create user mapping for {role} server {server} options (u '{number}')",
        "create user mapping for {mapped} server {server}",
    ),
    "foreign_table": (
        "create foreign table {self} (c1 int, c2 {type} options (force_null '{truth}'), c3 text) {file}",
        "create foreign table {self} (c1 int not null, c2 text, c3 {type}) {file}",
        "create foreign table {self} (c1 int default {number}, c2 {type} collate {collation_name}, c3 {type} "
        "check ({condition})) {file}",
        "create foreign table {self} partition of {partitioned} {bound} {file}",
        "create foreign table {self} (extra int) inherits ({table}) {file}",
    ),
    "foreign_setting": (
        "alter foreign table {foreign_table} alter {column} options (add force_not_null '{truth}')",
        "alter foreign table {foreign_table} alter {column} set statistics {number}",
        "alter foreign table {foreign_table} add constraint {own} check ({condition}) {validity}",
        "alter foreign table {foreign_table} add {own} {type} options (force_null '{truth}')",
        "alter foreign table {foreign_table} options (add delimiter '{delimiter}')",
        "create trigger {own} {timing} {event} on {foreign_table} for each {level} execute function "
        "{trigger_function}()",
    ),
    "publication": (
        "create publication {own} for table {table}, {table} with (publish = {publish})",
        "create publication {own} for table {table} where (c1 > {number})",
        "create publication {own} for table {table} ({column})",
        "create publication {own} for tables in schema {schema}",
        "create publication {own} for all tables",
        "create publication {own} for all tables with (publish_via_partition_root {as_root})",
        "create publication {own} for table {any_table} (c1, c2) where ({condition}) {with_root}",
        "create publication {own} for table {table}, tables in schema {schema} {with_root}",
        "create publication {own} for table only {table} with (publish_generated_columns = stored)",
        "create publication {own}",
    ),
    "published": (
        "alter publication {publication} add table {any_table}",
        "alter publication {publication} add table only {any_table} ({column}) where (c1 > {number})",
        "alter publication {publication} add tables in schema {place}",
    ),
    "event_function": (
        "create function {self}() returns event_trigger language plpgsql {security} as 'begin null; end'",
    ),
    "event_trigger": (
        "create event trigger {own} on ddl_command_end {tags} execute function {event_function}()",
        "create event trigger {own} on {event_moment} execute function {event_function}()",
    ),
    "event_trigger_state": ("alter event trigger {event_trigger} {event_state}",),
    "language": (
        "create {trusted} language {own} handler plpgsql_call_handler",
        "create {trusted} language {own} handler plpgsql_call_handler inline plpgsql_inline_handler "
        "validator plpgsql_validator",
    ),
    "privilege": (
        "grant {table_privilege} on {any_relation} to {role} {grant_option}",
        "grant {column_privilege} ({column}) on {any_relation} to {role} {grant_option}",
        "grant execute on function {function} to {role} {grant_option}",
        "revoke execute on routine {function} from public",
        "grant usage on schema {schema} to {role} {grant_option}",
        "grant usage on type {named_type} to {role}",
        "revoke usage on type {named_type} from public",
        "grant usage on sequence {sequence} to {role}",
        "grant usage on foreign server {server} to {role}",
        "revoke {table_privilege} on {any_relation} from current_user",
        "grant {table_privilege} on {any_relation} to public",
        "grant execute on routine {routine} to {role} {grant_option}",
        "revoke execute on routine {routine} from public",
        "grant usage on language {language_name} to {role}",
        "grant usage on foreign data wrapper {wrapper} to {role} {grant_option}",
        "grant select, usage on sequence {sequence} to {role} {grant_option}",
        "grant create, usage on schema {place} to {role} {grant_option}",
        "grant {column_privilege} (c1, c2) on {any_relation} to public",
        "revoke all on {any_relation} from {role}",
    ),
    "default_privilege": (
        "alter default privileges {in_schema} grant {default_grant} to {role} {grant_option}",
        "alter default privileges revoke execute on functions from public",
        "alter default privileges {in_schema} revoke all on {default_kind} from {revoked_role}",
        "alter default privileges for role {role} grant {default_grant} to public",
        "alter default privileges {for_role} grant {schema_default} to {role} {grant_option}",
        "alter default privileges {for_role} revoke usage on types from public",
    ),
    "comment": (
        "comment on table {any_table} is '{number}'",
        "comment on column {any_relation}.{column} is '{number}'",
        "comment on view {view} is '{number}'",
        "comment on index {index_in} is '{number}'",
        "comment on type {named_type} is '{number}'",
        "comment on function {function} is '{number}'",
        "comment on schema {schema} is '{number}'",
        "comment on sequence {sequence} is '{number}'",
        "comment on statistics {statistics} is '{number}'",
        "comment on server {server} is '{number}'",
        "comment on publication {publication} is '{number}'",
        "comment on constraint {constraint_on} is '{number}'",
        "comment on trigger {trigger_on} is '{number}'",
        "comment on policy {policy_on} is '{number}'",
        "comment on collation {collation} is '{number}'",
        "comment on materialized view {materialized_view} is '{number}'",
        "comment on foreign table {foreign_table} is '{number}'",
        "comment on domain {domain} is '{number}'",
        "comment on procedure {procedure} is '{number}'",
        "comment on aggregate {aggregate}(int) is '{number}'",
        "comment on rule {rule_on} is '{number}'",
        "comment on conversion {conversion} is '{number}'",
        "comment on operator family {family} using {family_method} is '{number}'",
        "comment on operator class {operator_class} using btree is '{number}'",
        "comment on text search dictionary {text_search} is '{number}'",
        "comment on text search configuration {text_configuration} is '{number}'",
        "comment on text search parser {text_parser} is '{number}'",
        "comment on text search template {text_template} is '{number}'",
        "comment on access method {access_method} is '{number}'",
        "comment on foreign data wrapper {wrapper} is '{number}'",
        "comment on event trigger {event_trigger} is '{number}'",
        "comment on language {language} is '{number}'",
        "comment on column {composite}.a is '{number}'",
        "comment on constraint {domain_constraint_on} is '{number}'",
        "comment on routine {routine} is '{number}'",
        "create extension if not exists {some_extension}; comment on extension {0} is '{number}'",
        "comment on index {class_index_in} is '{number}'",
        "comment on access method {table_method} is '{number}'",
    ),
    "owner": (
        "alter table {any_table} owner to {role}",
        "alter type {named_type} owner to {role}",
        "alter function {function} owner to {role}",
        "alter schema {schema} owner to {role}",
        "alter sequence {sequence} owner to {role}",
        "alter statistics {statistics} owner to {role}",
        "alter collation {collation} owner to {role}",
        "alter operator family {family} using {family_method} owner to {role}",
        "alter text search dictionary {text_search} owner to {role}",
        "alter text search configuration {text_configuration} owner to {role}",
        "alter event trigger {event_trigger} owner to postgres",
        "alter publication {publication} owner to {role}",
        "alter language {language} owner to {role}",
        "alter procedure {procedure} owner to {role}",
        "alter table {any_relation} owner to {role}",
        "alter routine {routine} owner to {role}",
        "alter conversion {conversion} owner to {role}",
        "alter operator class {operator_class} using btree owner to {role}",
        "alter server {server} owner to {role}",
        "alter schema public owner to {role}",
        "alter type {any_type} owner to {role}",
    ),
    "row": (
        "insert into {any_table} (c1) values ({number})",
        "insert into {any_table} default values",
        "insert into {any_table} values ({number})",
        "insert into {any_table} (c1, c2) values ({number}, {value})",
    ),
    "dependence": (
        "create extension if not exists {some_extension}; alter routine {routine} depends on extension {0}",
        "create extension if not exists {some_extension}; alter index {index_in} depends on extension {0}",
        "create extension if not exists {some_extension}; "
        "alter materialized view {materialized_view} depends on extension {0}",
        "create extension if not exists {some_extension}; alter trigger {trigger_on} depends on extension {0}",
    ),
}

WORDS: dict[str, tuple[str, ...]] = {
    "role": ("alice", "bob"),
    "number": ("1", "2", "3", "7"),
    "labels": ("'a', 'b'", "'a', 'x', 'b', 'c'", "'b', 'a'", "'a'"),
    "named_type": ("{enum}", "{domain}", "{composite}", "{range}", "{base_type}"),
    "base_rest": ("", ", category = 'N'", ", delimiter = ';'", ", default = '{number}'"),
    "transformed": ("int4", "int8"),
    "headline": ("", ", headline = prsd_headline"),
    "handler": ("bthandler", "hashhandler"),
    "type": (
        *("int", "bigint", "text", "varchar({number}0)", "numeric(1{number}, 2)", "timestamptz", "jsonb", "int[]"),
        *("boolean", "date", "{named_type}", "{named_type}", "{enum}[]", "{domain}[]", "uuid", "int4range"),
        *('text collate "C"', "text collate {collation}", "bit({number})", "{row_type}", "public.citext", "tsvector"),
        *("interval day to second({number})", "char({number})", "timestamp({number})", "{range}", "xml"),
    ),
    "file_wrapper": (
        "create extension if not exists file_fdw schema public; "
        "create foreign data wrapper {own} handler public.file_fdw_handler",
    ),
    "encoding": ("UTF8", "LATIN1"),
    "format": ("text", "csv"),
    "file": ("server {server} options (filename '/dev/null' {null_word})",),
    "null_word": ("", "", ", null '{number}'"),
    "delimiter": (";", "!"),
    "row_type": ("{table}", "smallint", "inet", "json"),
    "any_type": ("{named_type}", "{shell}", "{table}"),
    "place": ("public", "{schema}"),
    "text_class": ("text_ops", "text_pattern_ops"),
    "difference": ("float8mi", "float8pl"),
    "returned": ("text", "bigint", "boolean", "{enum}", "{domain}", "{composite}", "int[]"),
    "support": ("pg_catalog.generate_series_int4_support", "pg_catalog.array_unnest_support"),
    "modify": ("", ", finalfunc_modify = read_write", ", initcond = '{number}'"),
    "included": ("all", "defaults including constraints", "defaults including constraints including indexes"),
    "expression": (
        *("lower(c2)", "c1 * {number}", "c1::text || c2", "coalesce(c2, c3)", "{function}(c1)", "c2 = 'a'"),
        *("case when c1 > {number} then c2 else c3 end", "(c2).a", "c2 || c2", "c1::bigint + {number}"),
    ),
    "collation_name": ('"C"', '"POSIX"', "{collation}", "{collation}"),
    "compression": ("pglz", "lz4", "default"),
    "always": ("always", "by default"),
    "identity_rest": ("", "(start {number} increment {number})", "(cycle cache {number})"),
    "logged_word": ("set unlogged", "set logged"),
    "validity": ("", "", "not valid"),
    "heirs": ("", "", "no inherit"),
    "domain_check": ("value is not null", "value::text <> '{number}'", "value > {number}", "value = 'a'"),
    "null_or_default": ("null", "default"),
    "class": ("text_pattern_ops", "varchar_pattern_ops", "jsonb_ops", "int4_ops desc", "nulls last"),
    "class_method": (
        *("gin (c2 jsonb_path_ops)", "brin (c1 int4_minmax_multi_ops (values_per_range = {number}6))"),
        *("gist (c2 tsvector_ops (siglen = {number}00))", "brin ({column}) with (pages_per_range = {number})"),
        *("gin ({column}) with (fastupdate = off)", "gist (c1, c2)", "hash ({column}) with (fillfactor = {number}0)"),
    ),
    "nulls": ("", "desc", "nulls first"),
    "cascaded": ("local", "cascaded"),
    "rule_condition": ("old.c1 > {number}", "new.c2 is null", "{function}(old.c1) is null"),
    "written": ("insert", "all", "update"),
    "policy_roles": ("alice", "alice, bob", "public", "session_user"),
    "equality": (
        ", commutator = operator(public.=+=), restrict = eqsel, join = eqjoinsel, hashes, merges",
        ", restrict = eqsel",
        ", join = eqjoinsel, hashes",
    ),
    "strategy": ("1 <", "2 <=", "3 ="),
    "truth": ("true", "false"),
    "token": ("word", "asciiword", "numword, email", "url"),
    "mapped": ("public", "current_user", "{role}"),
    "as_root": ("", "= false"),
    "with_root": ("", "with (publish_via_partition_root = true)", "with (publish = {publish})"),
    "event_moment": ("sql_drop", "table_rewrite", "ddl_command_start when tag in ('ALTER TABLE')"),
    "event_state": ("disable", "enable always", "enable replica"),
    "routine": ("{function}", "{procedure}", "{reader}", "{answer}", "{trigger_function}", "{aggregate}"),
    "language_name": ("{language}", "plpgsql", "sql"),
    "default_kind": ("tables", "sequences", "functions", "types"),
    "revoked_role": ("public", "current_user", "{role}"),
    "for_role": ("", "for role alice", "for role bob"),
    "schema_default": ("usage on schemas", "all on schemas", "all on large objects"),
    "some_extension": ("hstore", "citext", "btree_gist"),
    "only": ("", "only"),
    "pair_rest": ("primary key (c2, c1)", "unique (c1, c2)", "check (c1 > {number}), unique (c1, c2) include (c3)"),
    "ordered": ("int", "date", "text", "numeric", "{enum}", "{domain}"),
    "icu": ("'en'", "'de'", "'und'"),
    "default_word": ("", "default"),
    "domain_rest": ("", "not null", "default null", "check (value is not null)", "constraint k check (value is null)"),
    "sequence_rest": (
        "",
        "increment {number}",
        "as smallint cycle",
        "minvalue -{number} start {number} cache {number}",
    ),
    "volatile": ("", "stable", "immutable strict", "parallel safe leakproof", "security definer"),
    "security": ("", "security definer", "set search_path = ''"),
    "parallel": ("", ", parallel = safe", ", sspace = {number}"),
    "logged": ("", "", "unlogged"),
    "storage": ("", "", "with ({storage_setting})"),
    "storage_setting": ("fillfactor = {number}0", "autovacuum_enabled = false", "parallel_workers = {number}"),
    "columns": (
        "c1 int {first_rest}, c2 {type} {column_rest}, c3 {type} {column_rest}",
        "c1 bigint {first_rest}, c2 {type}, c3 {type}, c4 {type} {column_rest}",
        "c1 int, c2 {type}, c3 text",
        "c1 int primary key, c2 text unique, c3 {type} {column_rest}",
    ),
    "first_rest": (
        *("", "not null", "generated always as identity", "generated by default as identity (start {number})"),
        *("default {number}", "default nextval('{sequence}')", "primary key"),
    ),
    "column_rest": ("", "", "", "not null", "default null", "default {value}", "unique", "check ({condition})"),
    "value": ("{number}", "'a'", "now()", "'{{}}'", "{function}({number})"),
    "generated": (
        "generated always as (c1 * {number}) stored",
        "generated always as ({function}(c1)) stored",
        "generated always as (c1 + {number}) virtual",
    ),
    "inline_constraint": ("constraint {own}_k {table_constraint}", "{table_constraint}"),
    "table_constraint": (
        *("check ({condition})", "check ({condition}) no inherit", "unique ({column}, {column})", "primary key (c1)"),
        *("unique nulls not distinct ({column})", "unique ({column}) include (c3)", "primary key (c1, c2)"),
    ),
    "condition": (
        *("c1 > {number}", "{column} is not null", "c1 <> {number} or c2 is null", "true", "c2::text <> 'x'"),
        *("{function}(c1) is not null", "{column} = 'a'", "{column} in ('a', 'b')", "(c2).a is not null"),
    ),
    "column": ("c1", "c2", "c3", "c1", "c2", "{added_column}"),
    "partition_key": ("range (c1)", "list (c1)", "hash (c1)", "list (c2)", "range ((c1 + {number}))", "range (c1, c2)"),
    "bound": (
        *("for values from (1) to (10)", "for values from (10) to (20)", "for values in (1, 2)", "default"),
        *("for values in ({number})", "for values with (modulus 2, remainder 0)", "for values from (1) to (5)"),
        *("for values in ('a')", "for values in ('b', null)", "for values from (minvalue, minvalue) to (1, 'b')"),
    ),
    "any_table": ("{table}", "{table}", "{table}", "{pair}", "{partitioned}", "{partition}"),
    "any_relation": (
        *("{any_table}", "{any_table}", "{any_table}", "{view}", "{view}", "{view}", "{late_view}", "{heir}"),
        *("{materialized_view}", "{foreign_table}"),
    ),
    "storage_word": ("plain", "external", "extended", "main"),
    "deferral": ("", "", "deferrable", "deferrable initially deferred"),
    "actions": ("", "on delete cascade", "on update set null", "match full", "on delete set null", "not valid"),
    "exclude": (
        *("gist (({expression}) with =, {column} with &&)", "hash ({column} with =) with (fillfactor = {number}0)"),
        *("gist ({column} with &&)", "btree ({column} with =)", "btree (c1 with =) where (c1 > {number})"),
    ),
    "unique": ("", "", "unique"),
    "index_key": (
        "{column}",
        "{column} desc, {column}",
        "lower(c2)",
        "c1, (c1 + {number})",
        "{column} nulls first",
        "({expression})",
    ),
    "index_rest": ("", "{where}", "include (c3)", "with (fillfactor = {number}0)", "nulls not distinct"),
    "family_method": ("btree", "hash"),
    "method": ("btree", "hash", "gin", "gist", "spgist", "brin"),
    "where": ("", "", "where {condition}"),
    "replica": ("full", "nothing"),
    "view_options": ("", "with (security_barrier)", "with (security_invoker = true)", "with (check_option = local)"),
    "timing": ("before", "after"),
    "event": ("insert", "update", "delete", "insert or update", "update of {column}"),
    "event_word": ("insert", "update", "delete"),
    "level": ("row", "row", "statement"),
    "when": (
        "",
        "",
        "when (new.c1 > {number})",
        "when (old.* is distinct from new.*)",
        "when ({function}(new.c1) is null)",
    ),
    "firing": ("disable", "enable always", "enable replica"),
    "also": ("instead", "also"),
    "permissive": ("", "as restrictive"),
    "command": ("all", "select", "delete"),
    "commutes": ("", ", commutator = operator(public.+|+)"),
    "cast_context": ("", "as assignment", "as implicit"),
    "stemmer": ("english", "german", "french"),
    "statistics_kinds": ("", "(ndistinct)", "(dependencies, mcv)", "(mcv)"),
    "publish": ("'insert'", "'insert, update'", "'truncate'"),
    "tags": ("", "when tag in ('CREATE TABLE')"),
    "trusted": ("", "trusted"),
    "table_privilege": ("select", "insert, update", "all", "trigger"),
    "column_privilege": ("select", "update", "references", "all"),
    "grant_option": ("", "", "with grant option"),
    "in_schema": ("", "in schema public", "in schema {schema}", "for role alice", "for role bob in schema {schema}"),
    "default_grant": ("select on tables", "all on sequences", "execute on routines", "usage on types"),
}
