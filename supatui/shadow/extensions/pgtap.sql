-- pgtap: the functions of tests, which do not run in a shadow.
select 1;
