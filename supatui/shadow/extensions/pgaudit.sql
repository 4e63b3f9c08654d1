-- pgaudit: logs statements on a real server; nothing in a schema refers to it.
select 1;
