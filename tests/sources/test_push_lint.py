"""Hand-written statements on the platform's own objects are found where they are sure to be refused, and only there."""

import pytest

from supatui.sources.push_lint import platform_problems

REFUSED = (
    "alter table storage.objects enable row level security;",
    'ALTER TABLE IF EXISTS ONLY "storage"."objects" ENABLE ROW LEVEL SECURITY;',
    "alter table auth.users add column nick text;",
    "create table auth.mine (id int);",
    "create or replace function auth.uid() returns uuid language sql as 'select null::uuid';",
    "drop table if exists realtime.messages;",
    "create unique index concurrently if not exists nick_idx on auth.users (email);",
    "create index on storage.objects (name);",
)
TAKEN = (
    "create policy mine on storage.objects using (true);",
    "create trigger on_user after insert on auth.users for each row execute function public.made();",
    "create table public.t (id uuid references auth.users (id));",
    "alter table public.t add foreign key (id) references auth.users (id);",
    "insert into storage.buckets (id, name) values ('a', 'a');",
    "create function public.f() returns void language sql as $$ alter table auth.users add column a int; $$;",
    "-- alter table storage.objects enable row level security;\nselect 1;",
    "select 'alter table storage.objects enable row level security;';",
    "do $$ begin alter table storage.objects enable row level security; end $$;",
    "create table authors.storage (id int); alter table my_auth.users add a int; alter table storage add a int;",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_what_is_refused_is_found_in_its_line(statement: str) -> None:
    (found,) = platform_problems(f"select 1;\n-- a comment\n{statement}\n")
    assert (found.line, found.is_fatal) == (3, True)
    assert "42501" in found.what
    assert ("on there already" in found.hint) is ("row level security" in statement.lower())


@pytest.mark.parametrize("text", TAKEN)
def test_what_a_project_may_do_and_what_is_not_sure_is_passed_over(text: str) -> None:
    assert platform_problems(text) == ()
