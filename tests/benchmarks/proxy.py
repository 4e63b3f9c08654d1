"""A port that leads to a unix socket some seconds away: `python -m tests.benchmarks.proxy SOCKET SECONDS`.

It prints the port and runs until it is ended: in a process of its own, since a thread would take turns with what is
measured.
"""

import asyncio
import contextlib
import sys


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Hand on what comes, each piece `delay` seconds after it came, however many are on the way."""
    loop = asyncio.get_running_loop()
    while piece := await reader.read(65536):
        loop.call_later(delay, writer.write, piece)
    loop.call_later(delay, writer.close)


async def serve(socket: str, delay: float) -> None:
    """Print the port and meet every session there."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_unix_connection(socket)
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(_carry(reader, there_writer, delay), _carry(there_reader, writer, delay))

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], float(sys.argv[2])))
