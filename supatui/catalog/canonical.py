"""One spelling for what the server itself prints in two ways, so that it shows as no difference.

`status in ('a', 'b')` on a varchar column is printed as a cast of the whole array; read back from that text, as casts
of the elements, which then stays. Both mean the same; the second is kept. Source: observed on 14 to 18 with pg_dump.
"""

import re

_VARCHAR = r"'(?:[^']|'')*'::character varying(?:\(\d+\))?"
_CAST_ARRAY = re.compile(rf"\(\(ARRAY\[({_VARCHAR}(?:, {_VARCHAR})*)\]\)::text\[\]\)")
_ELEMENT = re.compile(_VARCHAR)


def canonical(text: str) -> str:
    """The text with arrays of varchar constants cast element by element."""
    if ")::text[])" not in text:
        return text
    return _CAST_ARRAY.sub(lambda found: "(ARRAY[" + _ELEMENT.sub(r"(\g<0>)::text", found[1]) + "])", text)
