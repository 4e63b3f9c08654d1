-- options.sql, a part of queries: the options of something foreign as name=value, sorted; null where there are none.
-- What may be secret is hidden before it leaves the server.   Placeholders: argument (text[]).
case
    when {argument} is not null then nullif(
        array(
            select
                o.option_name || '='
                || case
                    when
                        o.option_name ~* 'passw|passcode|passphrase|pwd|secret|token|credential|cookie|conn(ection)?_?str|dsn'
                        and o.option_name !~* '^password_(required|encryption)$|_id$'
                        then '(hidden)'
                    when
                        o.option_name ~* '(api|access|private|sa|account|encryption|client|server|shared|signing|master)_?key$'
                        or o.option_name ~* '^aws_access_key_id$'
                        then '(hidden)'
                    else {hidden(o.option_value)}
                end
            from pg_catalog.pg_options_to_table({argument}) as o
            order by o.option_name
        ),
        '{}'::text[]
    )
end
