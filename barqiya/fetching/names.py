"""The look-up of hosts. Owns the threads on which it waits for the system's resolver."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import ip_address

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class UnknownHostError(Exception):
    """A host that has no address now. The text goes on from the host: "was not found …"."""


class SystemResolver:
    """Asks the system, on threads of its own.

    A resolver that hangs holds its thread for many seconds and cannot be stopped; on the event
    loop's common threads a few such names would hold up the store as well.
    """

    def __init__(self, at_once: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="names")

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        """Return the IP addresses of *host*, in the order in which they should be tried."""
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))

    def close(self) -> None:
        """Wait for nobody: what is still being looked up is of no more use."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Names:
    """Looks hosts up with *resolve*, and waits *patience* seconds for each."""

    def __init__(self, resolve: Resolve, patience: float) -> None:
        self._resolve = resolve
        self._patience = patience

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Return the IP addresses of *host*, at least one. Raises :class:`UnknownHostError`.

        Only the usual spelling of an IP address is taken for one; the others (127.1, 0x7f000001)
        go to the resolver, whose answer is what gets checked and connected to.
        """
        try:
            return (str(ip_address(host)),)
        except ValueError:
            pass
        try:
            async with asyncio.timeout(self._patience):
                found = tuple(await self._resolve(host, port))
        except TimeoutError as error:
            raise UnknownHostError(f"was not found within {self._patience:g} s") from error
        except OSError as error:
            raise UnknownHostError(f"was not found: {error.strerror or error}") from error
        except ValueError as error:  # a label that is empty or too long for the DNS
            raise UnknownHostError("is no name that can be looked up") from error
        if not found:
            raise UnknownHostError("has no address")
        return found
