-- index_advisor: asked by people; nothing in a schema refers to it.
select 1;
