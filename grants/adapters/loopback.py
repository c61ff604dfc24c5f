"""Ports on this machine's loopback: which are taken, which are free, which answer."""

import errno
import socket
from typing import Final

HOST: Final = "127.0.0.1"

_LOOPBACKS: Final = ((socket.AF_INET, HOST), (socket.AF_INET6, "::1"))
"""A browser that is sent to localhost may ask either."""


def answers(port: int) -> bool:
    """Whether somebody accepts connections on the port."""
    with socket.socket(socket.AF_INET) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def free(port: int) -> bool:
    """Whether nobody listens on the port."""
    return all(_bindable(family, host, port) for family, host in _LOOPBACKS) and not answers(port)


def choose(*wanted: int, unlike: int = 0) -> int:
    """Choose the first of the wanted ports that is free and not `unlike`, else any free one."""
    for port in wanted:
        if port != unlike and free(port):
            return port
    with socket.socket(socket.AF_INET) as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    return port if port != unlike else choose(unlike=unlike)


def _bindable(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.errno != errno.EADDRINUSE
    return True
