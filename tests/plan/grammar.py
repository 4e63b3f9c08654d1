"""What random schemas are made of: statements by kind, and the words they are put together from.

`{own}` is the bare name of what is made, `{self}` the same in some schema, `{kind}` the name of one that is there,
any other `{word}` one of the `WORDS`. A statement may fit badly: what the server refuses is left out.
"""

KINDS: dict[str, tuple[str, ...]] = {
    "schema": ("create schema {own}", "create schema {own} authorization {role}"),
    "extension": ("create extension hstore schema public", "create extension citext schema public"),
    "enum": ("create type {self} as enum ({labels})",),
    "domain": ("create domain {self} as {type} {domain_rest}",),
    "composite": ("create type {self} as (a {type}, b {type})", "create type {self} as (a {type}, b {type}, d text)"),
    "range": ("create type {self} as range (subtype = {ordered})",),
    "shell": ("create type {self}",),
    "collation": ("create collation {self} (locale = 'C')", "create collation {self} (provider = icu, locale = {icu})"),
    "conversion": ("create {default_word} conversion {self} for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1",),
    "sequence": ("create sequence {self} {sequence_rest}", "create unlogged sequence {self} {sequence_rest}"),
    "function": (
        "create function {self}(i {type}) returns {type} language sql {volatile} as 'select null'",
        "create function {self}(a int, b {type} default null) returns text language plpgsql {volatile} as "
        "'begin return {number}; end'",
        "create function {self}(i int) returns int language sql immutable return i + {number}",
        "create function {self}() returns setof {table} language sql {volatile} begin atomic "
        "select * from {table}; end",
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
    "aggregate": ("create aggregate {self}(int) (sfunc = int4pl, stype = int, initcond = '{number}' {parallel})",),
    "table": (
        "create {logged} table {self} ({columns}) {storage}",
        "create {logged} table {self} ({columns}, {constraint}) {storage}",
        "create table {self} ({columns}, {constraint}, {constraint})",
        "create table {self} (extra {type}) inherits ({table})",
        "create table {self} of {composite}",
        "create table {self} (like {table} including all excluding identity)",
    ),
    "partitioned": (
        "create table {self} ({columns}) partition by {partition_key};",
        "create table {self} partition of {partitioned} {bound} partition by {partition_key}",
    ),
    "partition": ("create table {self} partition of {partitioned} {bound}",),
    "column": (
        "alter table {any_table} add {own} {type} {column_rest}",
        "alter table {any_table} add {own} int {generated}",
    ),
    "column_setting": (
        "alter table {any_table} alter {column} set statistics {number}",
        "alter table {any_table} alter {column} set storage {storage_word}",
        "alter table {any_table} alter {column} set (n_distinct = {number})",
        "alter table {any_table} alter {column} set default {value}",
    ),
    "constraint": (
        "alter table {any_table} add constraint {own} {table_constraint} {deferral}",
        "alter table {any_table} add constraint {own} foreign key ({column}) "
        "references {any_table} ({column}) {actions}",
        "alter table {any_table} add constraint {own} check ({condition}) not valid",
        "alter table {any_table} add constraint {own} exclude using {exclude}",
    ),
    "index": (
        "create {unique} index {own} on {any_table} ({index_key}) {index_rest}",
        "create index {own} on {any_table} using {method} ({column}) {where}",
        "create unique index {own} on {any_table} ({column}, {column}) {index_rest}",
    ),
    "table_setting": (
        "alter table {table} replica identity {replica}",
        "alter table {table} cluster on {index}",
        "alter table {table} replica identity using index {index}",
        "alter table {any_table} enable row level security",
        "alter table {any_table} force row level security",
        "alter table {table} set ({storage_setting})",
    ),
    "view": (
        "create view {self} {view_options} as select {column}, {column} as x from {any_relation} {where}",
        "create view {self} {view_options} as select count(*) as {column}, {column} as x "
        "from {any_relation} group by 2",
        "create view {self} as select r.* from {any_relation} as r",
        "create view {self} as select a.c1, b.c2 from {any_relation} a join {any_relation} b using (c1)",
        "create view {self} as select {function}(c1) as c1, c2, c3 from {any_relation}",
        "create recursive view {self} (c1) as select 1 union all select c1 + 1 from {self} where c1 < {number}",
    ),
    "materialized_view": (
        "create materialized view {self} {storage} as select c1, c2, c3 from {any_relation} {where}",
        "create materialized view {self} as select c1, {column} as x from {any_relation} with no data",
    ),
    "trigger": (
        "create trigger {own} {timing} {event} on {any_table} for each {level} {when} "
        "execute function {trigger_function}()",
        "create trigger {own} after update on {any_table} referencing old table as o new table as n "
        "for each statement execute function {trigger_function}()",
        "create constraint trigger {own} after {event} on {any_table} {deferral} for each row "
        "execute function {trigger_function}()",
        "create trigger {own} instead of insert on {view} for each row execute function {trigger_function}()",
    ),
    "trigger_state": ("alter table {any_table} {trigger_state} trigger {trigger}",),
    "rule": (
        "create rule {own} as on {event_word} to {any_relation} do {also} nothing",
        "create rule {own} as on insert to {any_relation} do also insert into {any_table} default values",
    ),
    "policy": (
        "create policy {own} on {any_table} {permissive} for {command} to {role} using ({condition})",
        "create policy {own} on {any_table} for insert to {role}, current_user with check ({condition})",
        "create policy {own} on {any_table} using ({column} in (select {column} from {any_relation}))",
    ),
    "operator": (
        "create operator public.+++ (leftarg = int, rightarg = int, function = int4pl {commutes})",
        "create operator public.<+> (leftarg = int, rightarg = int, function = int4pl, "
        "commutator = operator(public.~~+))",
        "create operator public.~~+ (leftarg = int, rightarg = int, function = int4pl, "
        "commutator = operator(public.<+>))",
    ),
    "family": ("create operator family {self} using {method}",),
    "operator_class": (
        "create operator class {self} for type int using btree as operator 1 <, operator 2 <=, operator 3 =, "
        "operator 4 >=, operator 5 >, function 1 btint4cmp(int, int)",
        "create operator class {self} for type int using hash as operator 1 =, function 1 hashint4(int)",
    ),
    "cast": ("create cast ({enum} as {composite}) with inout {cast_context}", "create cast ({enum} as int) with inout"),
    "text_search": (
        "create text search dictionary {self} (template = simple, stopwords = {language})",
        "create text search dictionary {self} (template = pg_catalog.snowball, language = {language})",
    ),
    "text_configuration": (
        "create text search configuration {self} (copy = pg_catalog.{language})",
        "create text search configuration {self} (parser = default);"
        "alter text search configuration {self} add mapping for word, asciiword with {text_search}, simple",
    ),
    "statistics": ("create statistics {self} {statistics_kinds} on {column}, {column} from {any_table}",),
    "wrapper": ("create foreign data wrapper {own}", "create foreign data wrapper {own} options (a '{number}')"),
    "server": (
        "create server {own} foreign data wrapper {wrapper} options (host '{number}')",
        "create server {own} type 'x' version '{number}' foreign data wrapper {wrapper}",
    ),
    "mapping": ("create user mapping for {role} server {server} options (u '{number}')",),
    "foreign_table": (
        "create foreign table {self} (c1 int, c2 {type} options (n '{number}'), c3 text) server {server}",
        "create foreign table {self} (c1 int not null, c2 text, c3 {type}) server {server} options (t '{number}')",
    ),
    "publication": (
        "create publication {own} for table {table}, {table} with (publish = {publish})",
        "create publication {own} for table {table} where (c1 > {number})",
        "create publication {own} for table {table} ({column})",
        "create publication {own} for tables in schema {schema}",
        "create publication {own} for all tables",
    ),
    "event_trigger": (
        "create function {self}() returns event_trigger language plpgsql as 'begin null; end';"
        "create event trigger {own} on ddl_command_end {tags} execute function {self}()",
    ),
    "language": ("create {trusted} language {own} handler plpgsql_call_handler",),
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
    ),
    "default_privilege": (
        "alter default privileges {in_schema} grant {default_grant} to {role} {grant_option}",
        "alter default privileges revoke execute on functions from public",
    ),
    "comment": (
        "comment on table {any_table} is '{number}'",
        "comment on column {any_relation}.{column} is '{number}'",
        "comment on view {view} is '{number}'",
        "comment on index {index} is '{number}'",
        "comment on type {named_type} is '{number}'",
        "comment on function {function} is '{number}'",
        "comment on schema {schema} is '{number}'",
        "comment on sequence {sequence} is '{number}'",
        "comment on statistics {statistics} is '{number}'",
        "comment on server {server} is '{number}'",
        "comment on publication {publication} is '{number}'",
        "comment on constraint {constraint} on {any_table} is '{number}'",
        "comment on trigger {trigger} on {any_table} is '{number}'",
        "comment on policy {policy} on {any_table} is '{number}'",
        "comment on collation {collation} is '{number}'",
    ),
    "owner": (
        "alter table {any_relation} owner to {role}",
        "alter type {named_type} owner to {role}",
        "alter function {function} owner to {role}",
        "alter schema {schema} owner to {role}",
        "alter sequence {sequence} owner to {role}",
        "alter statistics {statistics} owner to {role}",
        "alter collation {collation} owner to {role}",
    ),
}

WORDS: dict[str, tuple[str, ...]] = {
    "role": ("alice", "bob"),
    "number": ("1", "2", "3", "7"),
    "labels": ("'a', 'b'", "'a', 'x', 'b', 'c'", "'b', 'a'", "'a'"),
    "named_type": ("{enum}", "{domain}", "{composite}", "{range}"),
    "type": (
        *("int", "bigint", "text", "varchar({number}0)", "numeric(1{number}, 2)", "timestamptz", "jsonb", "int[]"),
        *("boolean", "date", "{named_type}", "{named_type}", "{enum}[]", "{domain}[]", "uuid", "int4range"),
        *('text collate "C"', "text collate {collation}", "bit({number})"),
    ),
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
        "c3 text, c1 int, c2 {type}",
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
    "constraint": ("constraint {own}_k {table_constraint}", "{table_constraint}"),
    "table_constraint": (
        *("check ({condition})", "check ({condition}) no inherit", "unique ({column}, {column})", "primary key (c1)"),
        *("unique nulls not distinct ({column})", "unique ({column}) include (c3)"),
    ),
    "condition": (
        *("c1 > {number}", "{column} is not null", "c1 <> {number} or c2 is null", "true", "c2::text <> 'x'"),
        "{function}(c1) is not null",
    ),
    "column": ("c1", "c2", "c3", "c1", "c2"),
    "partition_key": ("range (c1)", "list (c1)", "hash (c1)"),
    "bound": (
        *("for values from (1) to (10)", "for values from (10) to (20)", "for values in (1, 2)", "default"),
        *("for values in ({number})", "for values with (modulus 2, remainder 0)", "for values from (1) to (5)"),
    ),
    "any_table": ("{table}", "{table}", "{table}", "{partitioned}", "{partition}"),
    "any_relation": ("{any_table}", "{any_table}", "{view}", "{view}", "{materialized_view}", "{foreign_table}"),
    "storage_word": ("plain", "external", "extended", "main"),
    "deferral": ("", "", "deferrable", "deferrable initially deferred"),
    "actions": ("", "on delete cascade", "on update set null", "match full", "on delete set null", "not valid"),
    "exclude": ("gist ({column} with &&)", "btree ({column} with =)", "btree (c1 with =) where (c1 > {number})"),
    "unique": ("", "", "unique"),
    "index_key": ("{column}", "{column} desc, {column}", "lower(c2)", "c1, (c1 + {number})", "{column} nulls first"),
    "index_rest": ("", "{where}", "include (c3)", "with (fillfactor = {number}0)", "nulls not distinct"),
    "method": ("btree", "hash", "gin", "gist", "spgist", "brin"),
    "where": ("", "", "where {condition}"),
    "replica": ("full", "nothing"),
    "view_options": ("", "with (security_barrier)", "with (security_invoker = true)", "with (check_option = local)"),
    "timing": ("before", "after"),
    "event": ("insert", "update", "delete", "insert or update", "update of {column}"),
    "event_word": ("insert", "update", "delete"),
    "level": ("row", "row", "statement"),
    "when": ("", "", "when (new.c1 > {number})"),
    "trigger_state": ("disable", "enable always", "enable replica"),
    "also": ("instead", "also"),
    "permissive": ("", "as restrictive"),
    "command": ("all", "select", "delete"),
    "commutes": ("", ", commutator = operator(public.+++)"),
    "cast_context": ("", "as assignment", "as implicit"),
    "language": ("english", "german", "french"),
    "statistics_kinds": ("", "(ndistinct)", "(dependencies, mcv)"),
    "publish": ("'insert'", "'insert, update'", "'truncate'"),
    "tags": ("", "when tag in ('CREATE TABLE')"),
    "trusted": ("", "trusted"),
    "table_privilege": ("select", "insert, update", "all", "trigger"),
    "column_privilege": ("select", "update", "references", "all"),
    "grant_option": ("", "", "with grant option"),
    "in_schema": ("", "in schema public", "in schema {schema}", "for role alice"),
    "default_grant": ("select on tables", "all on sequences", "execute on routines", "usage on types"),
}
