"""Follows a run: every event once and in order, across lost connections. Written from PROTOCOL.md alone."""

import asyncio
import json
import random
import time
from typing import Any, AsyncIterator, Dict, Iterator, Optional

import websockets

from .connection import Refused, check_close, check_retry, open_socket, parse, receive_hello

Event = Dict[str, Any]
"""An event as JSON, with its `type`, `seq` and `time`; or a `gap`, in the place of events that were skipped."""

# The connection is lost after this many heartbeat intervals without a message.
LOST_HEARTBEATS = 2.5
# A server's interval counts as one between these, in ms.
MIN_HEARTBEAT, MAX_HEARTBEAT = 1000, 300_000
FIRST_WAIT, MAX_WAIT = 0.5, 15
# The waits start again after a subscription that lasts this long.
STABLE_SECONDS = 5
COLUMNS = ("loss", "validationLoss", "learningRate", "gradientNorm")


class Reconnect(Exception):
    """This connection is useless; a new one may work."""


def events_of(chunk):
    """Yields the events of a chunk; a chunk of epochs holds them in columns."""
    if chunk["type"] != "epochs":
        yield chunk
        return
    for i in range(len(chunk["loss"])):
        # A number that is text raises ValueError or TypeError here, and not later where it is used.
        numbers = {name: number(chunk[name][i]) for name in COLUMNS if name in chunk}
        time = chunk["times"][i] if "times" in chunk else chunk["time"]
        yield {"type": "epoch", "seq": chunk["seq"] + i, "time": time, "epoch": chunk["epoch"] + i, **numbers}


def number(value):
    if isinstance(value, (int, float)):
        return value
    raise TypeError(f"expected a number, got {repr(value)[:40]}")


class Cursor:
    """The client's position in a run: where to subscribe, first and after a lost connection."""

    def __init__(self, run, after):
        self.run, self.after = run, after
        self.log = None
        self.seq = 0

    def begin(self, subscribed):
        """Checks the `subscribed` message, so that no events are skipped silently."""
        is_other = self.log is not None and (subscribed["run"] != self.run or subscribed["log"] != self.log)
        # After `live`, the start may differ until the client has received its gap.
        is_elsewhere = self.log is not None and self.after != "live" and subscribed["from"] != self.seq + 1
        if is_other or is_elsewhere:
            raise Refused(f"expected {self.run} behind {self.log}:{self.seq}, got {subscribed}")
        self.run, self.log, self.seq = subscribed["run"], subscribed["log"], subscribed["from"] - 1
        if self.after != "live" or subscribed["from"] > subscribed["head"]:
            self.advance(self.seq)

    def advance(self, seq):
        self.seq = seq
        self.after = f"{self.log}:{seq}"


async def follow(
    url: str, run: str = "latest", *, after: str = "start", mode: str = "all", window: int = 256, token: Optional[str] = None
) -> AsyncIterator[Event]:
    """Yields events, and `gap` messages for skipped ones, until the run has ended.

    `after`: start, live or a cursor. `mode`: all, latest or sampled. Both are those of PROTOCOL.md.
    Raises Refused if the server refuses, and OSError if the first connection fails.
    """
    cursor = Cursor(run, after)
    failures = 0
    was_connected = False
    while True:
        wait = None
        subscribed = None
        try:
            async with open_socket(url, token) as socket:
                async for message in listen(socket, cursor, mode, window):
                    was_connected = True
                    if message["type"] == "subscribed":
                        subscribed = subscribed or time.monotonic()
                    elif message["type"] == "draining":
                        wait = max(0, min(MAX_WAIT, message["returnMs"] / 1000))
                    elif message["type"] == "end":
                        return
                    else:
                        yield message
        except websockets.exceptions.ConnectionClosed as closed:
            if 4200 <= check_close(closed) < 4300:
                wait = wait or 0
        except websockets.exceptions.InvalidHandshake as refusal:
            check_retry(refusal)
        except (Reconnect, asyncio.TimeoutError):
            pass
        except OSError:
            if not was_connected:
                raise
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Refused(f"expected a message of the protocol, got one with {error!r}") from error
        if subscribed is not None and time.monotonic() - subscribed >= STABLE_SECONDS:
            failures = 0
        failures += 1
        growing = min(MAX_WAIT, FIRST_WAIT * 2 ** (failures - 1))
        # What the server asks for counts alone only the first time: it may ask again and again.
        longest = growing if wait is None else wait if failures == 1 else max(wait, growing)
        await asyncio.sleep(random.random() * longest)


async def listen(socket, cursor, mode, window):
    """Yields the messages of one connection; acknowledges events after the caller has handled them."""
    hello = await receive_hello(socket)
    silence = LOST_HEARTBEATS * max(MIN_HEARTBEAT, min(MAX_HEARTBEAT, hello["heartbeatMs"])) / 1000
    window = max(1, min(window, hello["limits"]["window"]))
    request = {"type": "subscribe", "id": "watch", "run": cursor.run, "after": cursor.after, "mode": mode, "window": window}
    await socket.send(json.dumps(request))
    unacknowledged = 0
    behind = None
    while True:
        message = parse(await asyncio.wait_for(socket.recv(), silence))
        kind = message["type"]
        if kind == "subscribed":
            cursor.begin(message)
            yield message
        elif kind == "events":
            if message["first"] > cursor.seq + 1:
                raise Reconnect
            for event in events_of(message["chunk"]):
                if event["seq"] <= cursor.seq:
                    continue
                cursor.advance(event["seq"])
                unacknowledged += 1
                yield event
            if unacknowledged >= (1 if mode == "latest" else window / 4):
                await socket.send(json.dumps({"type": "ack", "run": cursor.run, "seq": cursor.seq}))
                unacknowledged = 0
        elif kind == "gap":
            if message["from"] > cursor.seq + 1:
                raise Reconnect
            if message["to"] > cursor.seq:
                cursor.advance(message["to"])
                yield message
        elif kind == "end":
            if message["seq"] > cursor.seq:
                raise Reconnect
            yield message
        elif kind == "error":
            if message["retry"]:
                raise Reconnect
            raise Refused(message["message"])
        elif kind == "heartbeat":
            is_behind = mode == "all" and message["heads"].get(cursor.run, 0) > cursor.seq
            if is_behind and behind == cursor.seq:
                raise Reconnect
            behind = cursor.seq if is_behind else None
        elif kind == "draining":
            yield message
        # Ignore other messages, as later versions may add some.
