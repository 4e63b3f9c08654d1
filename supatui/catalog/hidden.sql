-- hidden.sql, a part of queries: a text with the passwords in it hidden: of a URL, and after a word such as password.
-- Placeholders: argument (text).
pg_catalog.regexp_replace(
    pg_catalog.regexp_replace({argument}, '(://[^:/@\s]*:)[^@\s]+@', '\1(hidden)@', 'g'),
    '((?:passw(?:or)?d|passphrase|pwd|secret|token|api_?key)\s*=\s*)(?:''(?:[^''\\]|\\.)*''|[^\s&;'']+)',
    '\1(hidden)',
    'gi'
)
