"""Plain requests, bounded in time and size: a server may send any amount, a byte a minute, or nothing."""

import http.client
import json
import socket
import threading
import time
from contextlib import contextmanager
from typing import Any, Iterator, Optional, Tuple
from urllib.parse import urlsplit

from .connection import Refused, parse

# For a whole reply of `get_json`, and for each line of `get_lines`.
TIMEOUT_SECONDS = 60
MAX_BYTES = 128 * 2**20
# The body of a refusal is its reason.
MAX_REFUSAL_BYTES = 64 * 2**10


def get_json(url: str, path: str, token: Optional[str], timeout: float = TIMEOUT_SECONDS) -> Any:
    """The reply to a plain request, such as `/v1/runs`, of at most 128 MiB.

    Raises Refused with the server's reason, TimeoutError after `timeout` seconds, and OSError if the server cannot be reached.
    """
    with open_reply(url, path, token, timeout) as (reply, deadline):
        body = reply.read(MAX_BYTES + 1)
        # A body that has been cut off ends like one without a length.
        if deadline.is_late:
            raise TimeoutError
        if len(body) > MAX_BYTES:
            raise Refused(f"expected a reply of at most {MAX_BYTES} bytes, got more")
        if reply.length:
            raise http.client.IncompleteRead(body, reply.length)
        return parse(body)


def get_lines(url: str, path: str, token: Optional[str], timeout: float = TIMEOUT_SECONDS) -> Iterator[Any]:
    """The lines of JSON of a reply, as they arrive. Raises as `get_json` does; each line may take `timeout` seconds."""
    with open_reply(url, path, token, timeout) as (reply, deadline):
        while True:
            deadline.start()
            line = reply.readline(MAX_BYTES + 1)
            deadline.stop()
            if deadline.is_late:
                raise TimeoutError
            if line == b"":
                return
            if len(line) > MAX_BYTES:
                raise Refused(f"expected lines of at most {MAX_BYTES} bytes, got more")
            yield parse(line)


class Deadline:
    """Cuts a connection that takes longer than `seconds` between `start` and `stop`."""

    def __init__(self, connected: socket.socket, seconds: float):
        self.connected, self.seconds = connected, seconds
        self.started: Optional[float] = None
        self.is_over = self.is_late = False
        self.changed = threading.Condition()
        threading.Thread(target=self.watch, daemon=True).start()

    def start(self) -> None:
        self.started = time.monotonic()

    def stop(self) -> None:
        self.started = None

    def watch(self) -> None:
        with self.changed:
            while not self.is_over:
                left = self.seconds if self.started is None else self.started + self.seconds - time.monotonic()
                if left <= 0:
                    break
                self.changed.wait(left)
            if self.is_over:
                return
            self.is_late = True
            try:
                self.connected.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It is closed already.

    def close(self) -> None:
        with self.changed:
            self.is_over = True
            self.changed.notify()


@contextmanager
def open_reply(url: str, path: str, token: Optional[str], timeout: float) -> Iterator[Tuple[http.client.HTTPResponse, Deadline]]:
    """The reply with the status 200 to a request, and its deadline, which runs."""
    address = urlsplit(url.rstrip("/").replace("ws", "http", 1) + path)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.netloc, timeout=timeout)
    connection.connect()
    # From now on the deadline bounds the time, however the server divides its reply.
    connection.sock.settimeout(None)
    deadline = Deadline(connection.sock, timeout)
    try:
        deadline.start()
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        connection.request("GET", f"{address.path}?{address.query}".rstrip("?"), headers=headers)
        reply = connection.getresponse()
        if reply.status != 200:
            raise refusal(reply)
        yield reply, deadline
    except (http.client.HTTPException, OSError) as error:
        if deadline.is_late:
            raise TimeoutError(f"the server sent no complete reply within {timeout:g} s") from error
        if isinstance(error, http.client.HTTPException):
            raise OSError(f"expected a complete reply in HTTP, got {error!r}") from error
        raise
    finally:
        deadline.close()
        connection.close()


def refusal(reply: http.client.HTTPResponse) -> Refused:
    """The server's reason, or the status of a proxy in between."""
    try:
        reason = json.loads(reply.read(MAX_REFUSAL_BYTES))
        return Refused(str(reason["error"]), reason.get("code"))
    except (ValueError, RecursionError, LookupError, TypeError):
        return Refused(f"{reply.status} {reply.reason}")
