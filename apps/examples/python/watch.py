#!/usr/bin/env python3
"""Follows a run of an epochal server: every event once and in order, across lost connections.

    python3 watch.py ws://localhost:8080                  a summary of the newest run
    python3 watch.py ws://localhost:8080 RUN --json       every event of a run, one per line

Needs the package `websockets`, version 10 or later (Debian: apt install python3-websockets).
"""

import argparse
import asyncio
import json
import sys
import unicodedata

from epochal_client import Refused, follow


def printable(text):
    """A text of a server in one line: a terminal obeys control characters, and bidirectional ones reorder what people read."""
    return "".join(ascii(c)[1:-1] if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in str(text))


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
    async for event in follow(options.url, options.run, after=options.after, mode=options.mode, token=options.token):
        count += 1
        if options.json:
            print(json.dumps(event), flush=True)
        elif event["type"] == "epoch" and event["epoch"] % 100 == 0:
            print(f"epoch {event['epoch']}: loss {event['loss']:.4f}", flush=True)
        elif event["type"] in ("noticed", "finished", "gap"):
            text = {"noticed": event.get("text"), "finished": event.get("reason"), "gap": "events skipped"}[event["type"]]
            print(printable(text), flush=True)
    if not options.json:
        print(f"{count} events")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except (Refused, OSError) as error:
        sys.exit(f"watch.py: {printable(error)}")
