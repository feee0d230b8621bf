"""Sends commands and starts runs. A request is sent again with its key if the connection is lost, and takes effect once."""

import asyncio
import json
import random
import uuid
from typing import Any, Dict, Optional

import websockets

from .connection import Refused, check_close, check_retry, open_socket, parse, receive_hello

MAX_WAIT = 5


async def request(url: str, message: Dict[str, Any], token: Optional[str], timeout: float = 30) -> Dict[str, Any]:
    """The server's `accepted`. Raises Refused, with its code, or TimeoutError."""
    message = {**message, "id": "1", "key": message.get("key") or uuid.uuid4().hex}
    return await asyncio.wait_for(until_answered(url, message, token), timeout)


async def until_answered(url: str, message: Dict[str, Any], token: Optional[str]) -> Dict[str, Any]:
    wait = 0.25
    while True:
        try:
            async with open_socket(url, token) as socket:
                await receive_hello(socket)
                await socket.send(json.dumps(message))
                while True:
                    reply = parse(await socket.recv())
                    if reply.get("id") != message["id"]:
                        continue
                    if reply["type"] == "accepted":
                        return reply
                    if reply["type"] == "refused":
                        raise Refused(reply["reason"], reply.get("code"))
        except websockets.exceptions.ConnectionClosed as closed:
            check_close(closed)
        except websockets.exceptions.InvalidHandshake as refusal:
            check_retry(refusal)
        await asyncio.sleep(random.random() * wait)
        wait = min(MAX_WAIT, 2 * wait)
