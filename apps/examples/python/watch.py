#!/usr/bin/env python3
"""Follows a run of an epochal server: every event once and in order, across lost connections. Written from PROTOCOL.md alone.

    python3 watch.py ws://localhost:8080                  the newest run, in a few words
    python3 watch.py ws://localhost:8080 RUN --json       every event of a run, a line each

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
# A server is lost that has said nothing for so many of its heartbeats.
LOST_HEARTBEATS = 2.5
FIRST_WAIT, MOST_WAIT = 0.5, 15
# What would be refused again. Others, such as 503, may be answered later.
FINAL_STATUS = {400, 401, 403, 404, 405, 426}
COLUMNS = ("loss", "validationLoss", "learningRate", "gradientNorm")


class Refused(Exception):
    """The server says no, or does not keep to the protocol: to try again would change nothing."""


class ComeBack(Exception):
    """This connection is of no more use; another one may be."""


def events_of(chunk):
    """The events of a chunk one by one: epochs lie in columns there, whose rows follow one another."""
    if chunk["type"] != "epochs":
        yield chunk
        return
    for i in range(len(chunk["loss"])):
        numbers = {name: chunk[name][i] for name in COLUMNS if name in chunk}
        time = chunk["times"][i] if "times" in chunk else chunk["time"]
        yield {"type": "epoch", "seq": chunk["seq"] + i, "time": time, "epoch": chunk["epoch"] + i, **numbers}


class Place:
    """Where a client is in a run: what it asks for when it comes, and when it comes back."""

    def __init__(self, run, after):
        self.run, self.after = run, after
        self.log = None
        self.seq = 0

    def begin(self, subscribed):
        """Checks the answer: events must not be left out in silence."""
        is_other = self.log is not None and (subscribed["run"] != self.run or subscribed["log"] != self.log)
        # Who asked for `live`, and has not been told of its gap, may be told of another one.
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
    """Yields events and, where some do not come, `gap` messages; ends when the run has ended.

    Raises Refused where the server refuses, and OSError where there is none at first.
    """
    address = url.rstrip("/") + "/v1" + (f"?token={quote(token)}" if token else "")
    place = Place(run, after)
    failures = 0
    has_met = False
    while True:
        wait = None
        try:
            # A snapshot may be larger than the mebibyte that the library takes by itself.
            connecting = websockets.connect(address, subprotocols=["epochal.v1.json"], max_size=None, compression=None)
            async with connecting as socket:
                async for told in listen(socket, place, mode, window):
                    has_met = True
                    if told["type"] == "subscribed":
                        failures = 0
                    elif told["type"] == "draining":
                        wait = random.random() * told["returnMs"] / 1000
                    elif told["type"] == "end":
                        return
                    else:
                        yield told
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
        except (ComeBack, asyncio.TimeoutError):
            pass
        except OSError:
            if not has_met:
                raise
        failures += 1
        longest = min(MOST_WAIT, FIRST_WAIT * 2 ** (failures - 1))
        await asyncio.sleep(random.random() * longest if wait is None else wait)


async def listen(socket, place, mode, window):
    """What one connection tells, checked, and acknowledged when whoever asks for the next has done with it."""
    hello = json.loads(await asyncio.wait_for(socket.recv(), HELLO_SECONDS))
    if hello["type"] != "hello":
        raise Refused(f"expected hello, got {hello}")
    silence = LOST_HEARTBEATS * hello["heartbeatMs"] / 1000
    window = min(window, hello["limits"]["window"])
    wish = {"type": "subscribe", "id": "watch", "run": place.run, "after": place.after, "mode": mode, "window": window}
    await socket.send(json.dumps(wish))
    unacknowledged = 0
    behind = None
    while True:
        message = json.loads(await asyncio.wait_for(socket.recv(), silence))
        kind = message["type"]
        if kind == "subscribed":
            place.begin(message)
            yield message
        elif kind == "events":
            if message["first"] > place.seq + 1:
                raise ComeBack
            for event in events_of(message["chunk"]):
                if event["seq"] <= place.seq:
                    continue
                place.advance(event["seq"])
                unacknowledged += 1
                yield event
            if unacknowledged >= (1 if mode == "latest" else window / 4):
                await socket.send(json.dumps({"type": "ack", "run": place.run, "seq": place.seq}))
                unacknowledged = 0
        elif kind == "gap":
            if message["from"] > place.seq + 1:
                raise ComeBack
            if message["to"] > place.seq:
                place.advance(message["to"])
                yield message
        elif kind == "end":
            if message["seq"] > place.seq:
                raise ComeBack
            yield message
        elif kind == "error":
            if message["retry"]:
                raise ComeBack
            raise Refused(message["message"])
        elif kind == "heartbeat":
            is_behind = mode == "all" and message["heads"].get(place.run, 0) > place.seq
            if is_behind and behind == place.seq:
                raise ComeBack
            behind = place.seq if is_behind else None
        elif kind == "draining":
            yield message
        # Whatever else is said, now or in later versions, is not for us.


def status_of(refusal):
    """The HTTP status, where one library version or another keeps it; None where it is no matter of status."""
    if hasattr(refusal, "status_code"):
        return refusal.status_code
    return getattr(getattr(refusal, "response", None), "status_code", None)


async def main():
    parser = argparse.ArgumentParser(description="Follows a run of an epochal server.")
    parser.add_argument("url", help="such as ws://localhost:8080")
    parser.add_argument("run", nargs="?", default="latest", help="its id; default: the one that was started last")
    parser.add_argument("--after", default="start", help="start, live or a cursor; default: start")
    parser.add_argument("--mode", default="all", choices=["all", "latest", "sampled"])
    parser.add_argument("--token", help="what the server wants to be shown")
    parser.add_argument("--json", action="store_true", help="print everything, a line of JSON each")
    options = parser.parse_args()
    count = 0
    async for told in follow(options.url, options.run, options.after, options.mode, token=options.token):
        count += 1
        if options.json:
            print(json.dumps(told), flush=True)
        elif told["type"] == "epoch" and told["epoch"] % 100 == 0:
            print(f"epoch {told['epoch']}: loss {told['loss']:.4f}", flush=True)
        elif told["type"] in ("noticed", "finished", "gap"):
            print({"noticed": told.get("text"), "finished": told.get("reason"), "gap": "left out"}[told["type"]], flush=True)
    if not options.json:
        print(f"told {count} times")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (Refused, OSError) as error:
        sys.exit(f"watch.py: {error}")
