"""Whether a host can be reached from here at all, asked without sending it anything."""

POSTGRES_PORT = 5432
_SOMEWHERE = "2001:db8::1"
"""An address of the documentation's own block: only the routing table is asked about it."""


def has_route(host: str) -> bool:
    """Whether a packet would leave for the host. Direct addresses of the platform are IPv6 alone, many networks not.

    Where there is no IPv6 at all, no name is looked up.
    """
    import socket  # only addresses of servers are looked up

    if not _would_leave(socket.AF_INET6, _SOMEWHERE):
        return False
    try:
        found = socket.getaddrinfo(host, POSTGRES_PORT, type=socket.SOCK_DGRAM)
    except OSError:
        return False
    return any(_would_leave(family, str(address[0])) for family, *_, address in found)


def _would_leave(family: int, address: str) -> bool:
    """A datagram socket that is connected asks the routing table and sends nothing."""
    import socket  # as in has_route

    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, POSTGRES_PORT))
    except OSError:
        return False
    return True
