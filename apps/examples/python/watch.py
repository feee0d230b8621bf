#!/usr/bin/env python3
"""Follows a run of an epochal server: every event once and in order, across lost connections. Written from PROTOCOL.md alone.

    python3 watch.py ws://localhost:8080                  a summary of the newest run
    python3 watch.py ws://localhost:8080 RUN --json       every event of a run, one per line

Needs the package `websockets`, version 10 or later (Debian: apt install python3-websockets).
"""

import argparse
import asyncio
import json
import random
import sys
from urllib.parse import quote

import websockets

HELLO_SECONDS = 10
# The connection is lost after this many heartbeat intervals without a message.
LOST_HEARTBEATS = 2.5
FIRST_WAIT, MAX_WAIT = 0.5, 15
# HTTP statuses that a retry would not change; others, such as 503, are retried.
FINAL_STATUS = {400, 401, 403, 404, 405, 426}
COLUMNS = ("loss", "validationLoss", "learningRate", "gradientNorm")


class Refused(Exception):
    """The server refuses, or violates the protocol: a retry would not help."""


class Reconnect(Exception):
    """This connection is useless; a new one may work."""


def events_of(chunk):
    """Yields the events of a chunk; a chunk of epochs holds them in columns."""
    if chunk["type"] != "epochs":
        yield chunk
        return
    for i in range(len(chunk["loss"])):
        numbers = {name: chunk[name][i] for name in COLUMNS if name in chunk}
        time = chunk["times"][i] if "times" in chunk else chunk["time"]
        yield {"type": "epoch", "seq": chunk["seq"] + i, "time": time, "epoch": chunk["epoch"] + i, **numbers}


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


async def follow(url, run="latest", after="start", mode="all", window=256, token=None):
    """Yields events, and `gap` messages for skipped ones, until the run has ended.

    Raises Refused if the server refuses, and OSError if the first connection fails.
    """
    address = url.rstrip("/") + "/v1" + (f"?token={quote(token)}" if token else "")
    cursor = Cursor(run, after)
    failures = 0
    was_connected = False
    while True:
        wait = None
        try:
            # A snapshot may exceed the library's default limit of 1 MiB.
            connecting = websockets.connect(address, subprotocols=["epochal.v1.json"], max_size=None, compression=None)
            async with connecting as socket:
                async for message in listen(socket, cursor, mode, window):
                    was_connected = True
                    if message["type"] == "subscribed":
                        failures = 0
                    elif message["type"] == "draining":
                        wait = random.random() * message["returnMs"] / 1000
                    elif message["type"] == "end":
                        return
                    else:
                        yield message
        except websockets.exceptions.ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            if 4000 <= code < 4100 or code in (1008, 1009):
                raise Refused(f"the server closed with {code}: {closed.rcvd.reason}") from closed
            if 4200 <= code < 4300 and failures == 0:
                wait = 0
        except websockets.exceptions.InvalidHandshake as refusal:
            status = status_of(refusal)
            if status is None or status in FINAL_STATUS:
                raise Refused(f"the server refused: {refusal}") from refusal
        except (Reconnect, asyncio.TimeoutError):
            pass
        except OSError:
            if not was_connected:
                raise
        failures += 1
        longest = min(MAX_WAIT, FIRST_WAIT * 2 ** (failures - 1))
        await asyncio.sleep(random.random() * longest if wait is None else wait)


async def listen(socket, cursor, mode, window):
    """Yields the messages of one connection; acknowledges events after the caller has handled them."""
    hello = json.loads(await asyncio.wait_for(socket.recv(), HELLO_SECONDS))
    if hello["type"] != "hello":
        raise Refused(f"expected hello, got {hello}")
    silence = LOST_HEARTBEATS * hello["heartbeatMs"] / 1000
    window = min(window, hello["limits"]["window"])
    request = {"type": "subscribe", "id": "watch", "run": cursor.run, "after": cursor.after, "mode": mode, "window": window}
    await socket.send(json.dumps(request))
    unacknowledged = 0
    behind = None
    while True:
        message = json.loads(await asyncio.wait_for(socket.recv(), silence))
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


def status_of(refusal):
    """The HTTP status, in old and new versions of the library; None if the handshake failed otherwise."""
    if hasattr(refusal, "status_code"):
        return refusal.status_code
    return getattr(getattr(refusal, "response", None), "status_code", None)


async def main():
    parser = argparse.ArgumentParser(description="Follows a run of an epochal server.")
    parser.add_argument("url", help="such as ws://localhost:8080")
    parser.add_argument("run", nargs="?", default="latest", help="id of the run; default: the newest")
    parser.add_argument("--after", default="start", help="start, live or a cursor; default: start")
    parser.add_argument("--mode", default="all", choices=["all", "latest", "sampled"])
    parser.add_argument("--token", help="the server's token")
    parser.add_argument("--json", action="store_true", help="print every event as a line of JSON")
    options = parser.parse_args()
    count = 0
    async for event in follow(options.url, options.run, options.after, options.mode, token=options.token):
        count += 1
        if options.json:
            print(json.dumps(event), flush=True)
        elif event["type"] == "epoch" and event["epoch"] % 100 == 0:
            print(f"epoch {event['epoch']}: loss {event['loss']:.4f}", flush=True)
        elif event["type"] in ("noticed", "finished", "gap"):
            print({"noticed": event.get("text"), "finished": event.get("reason"), "gap": "events skipped"}[event["type"]], flush=True)
    if not options.json:
        print(f"{count} events")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (Refused, OSError) as error:
        sys.exit(f"watch.py: {error}")
