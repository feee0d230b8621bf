"""Connections to a server by WebSocket."""

import asyncio
import base64
import json
from typing import Any, Dict, Optional, Union

import websockets
import websockets.exceptions

HELLO_SECONDS = 10
# A message holds at most a network of a few million weights, as base64.
MAX_BYTES = 64 * 2**20
# An object takes up to thirty times the memory of its text.
MAX_PARTS = 1_000_000


class Refused(Exception):
    """The server refuses, or violates the protocol: a retry would not help. `code` is that of PROTOCOL.md, if there is one."""

    def __init__(self, reason: str, code: Optional[str] = None):
        super().__init__(reason)
        self.code = code


def open_socket(url: str, token: Optional[str]):
    """A connection as a context manager. A browser sends the token in the same way; every version of the library can do it."""
    protocols = ["epochal.v1.json"]
    if token is not None:
        protocols.append("epochal.token." + base64.urlsafe_b64encode(token.encode()).decode().rstrip("="))
    # A snapshot may exceed the library's default limit of 1 MiB.
    return websockets.connect(url.rstrip("/") + "/v1", subprotocols=protocols, max_size=MAX_BYTES, compression=None)


async def receive_hello(socket) -> Dict[str, Any]:
    hello = parse(await asyncio.wait_for(socket.recv(), HELLO_SECONDS))
    if hello["type"] != "hello":
        raise Refused(f"expected hello, got {hello['type']}")
    return hello


def parse(text: Union[str, bytes]) -> Any:
    """JSON of a server. Raises Refused if it is none, or would take very much memory."""
    opening, closing, quote = ("{", "[", '"') if isinstance(text, str) else (b"{", b"[", b'"')
    if text.count(opening) + text.count(closing) > MAX_PARTS or text.count(quote) > 8 * MAX_PARTS:
        raise Refused("expected JSON with fewer parts")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"expected JSON, got {text[:40]!r}") from error


def check_close(closed: websockets.exceptions.ConnectionClosed) -> int:
    """The close code of a lost connection. Raises Refused if a retry would fail again."""
    if closed.sent and closed.sent.code == 1009 and not closed.rcvd_then_sent:
        raise Refused(f"expected messages of at most {MAX_BYTES} bytes, got more") from closed
    code = closed.rcvd.code if closed.rcvd else 1006
    if 4000 <= code < 4100 or code in (1008, 1009):
        raise Refused(f"the server closed with {code}: {closed.rcvd.reason}") from closed
    return code


def check_retry(refusal):
    """Raises Refused if a retry of a failed handshake would fail again. Without a status the connection was lost."""
    # The attribute of old versions of the library, and that of new ones.
    status = getattr(refusal, "status_code", None) or getattr(getattr(refusal, "response", None), "status_code", None)
    if status is not None and status not in (408, 429) and status < 500:
        raise Refused(f"the server refused: {refusal}") from refusal
