"""Connections to a server: WebSockets, and plain HTTP."""

import asyncio
import base64
import json
from typing import Any, Dict, Iterator, Optional
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import websockets

HELLO_SECONDS = 10


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
    return websockets.connect(url.rstrip("/") + "/v1", subprotocols=protocols, max_size=None, compression=None)


async def receive_hello(socket) -> Dict[str, Any]:
    hello = json.loads(await asyncio.wait_for(socket.recv(), HELLO_SECONDS))
    if hello["type"] != "hello":
        raise Refused(f"expected hello, got {hello}")
    return hello


def get_json(url: str, path: str, token: Optional[str]) -> Any:
    """The reply to a plain request, such as `/v1/runs`. Raises Refused with the server's reason."""
    with open_reply(url, path, token) as reply:
        return json.load(reply)


def get_lines(url: str, path: str, token: Optional[str]) -> Iterator[Any]:
    """The lines of JSON of a reply, as they arrive. Raises Refused with the server's reason."""
    with open_reply(url, path, token) as reply:
        for line in reply:
            yield json.loads(line)


def open_reply(url: str, path: str, token: Optional[str]) -> Any:
    address = url.rstrip("/").replace("ws", "http", 1) + path
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    try:
        return urlopen(Request(address, headers=headers))
    except HTTPError as error:
        body = error.read()
        try:
            reason = json.loads(body)
        except ValueError:
            reason = {}
        raise Refused(reason.get("error", f"{error.code} {error.reason}"), reason.get("code")) from error


def check_retry(refusal):
    """Raises Refused if a retry of a failed handshake would fail again. Without a status the connection was lost."""
    # The attribute of old versions of the library, and that of new ones.
    status = getattr(refusal, "status_code", None) or getattr(getattr(refusal, "response", None), "status_code", None)
    if status is not None and status not in (408, 429) and status < 500:
        raise Refused(f"the server refused: {refusal}") from refusal
