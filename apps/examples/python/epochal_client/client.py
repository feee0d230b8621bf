"""A server, and its runs."""

import asyncio
from typing import Any, AsyncIterator, Dict, Iterable, Iterator, List, Optional, Union
from urllib.parse import quote, urlencode

from .connection import get_json
from .follow import COLUMNS, Event, follow
from .requests import request


class Client:
    """A server at `url`, such as ws://localhost:8080; commands and starts need its token.

    Every method raises `Refused`, with the server's reason, or OSError if the server cannot be reached.
    """

    def __init__(self, url: str, token: Optional[str] = None):
        self.url, self.token = url, token

    def runs(self, **query: Union[str, int, Iterable[str]]) -> List[Dict[str, Any]]:
        """The runs, by default all of them, newest first, each with its `status` and its `summary`.

        The query is that of PROTOCOL.md: runs(sort="loss", order="reverse", status="finished", tag=["good"], limit=10).
        """
        values = {name: value if isinstance(value, (str, int)) else list(value) for name, value in query.items()}
        return get_json(self.url, "/v1/runs" + (f"?{urlencode(values, doseq=True)}" if values else ""), self.token)

    def model(self, run: str = "latest") -> Dict[str, Any]:
        """The model of a run as JSON, also while it is running."""
        return get_json(self.url, f"/v1/runs/{quote(run, safe='')}/model", self.token)

    def events(self, run: str = "latest", **options: Any) -> AsyncIterator[Event]:
        """Yields every event once and in order until the run has ended: see `follow` for the options."""
        return follow(self.url, run, token=self.token, **options)

    def watch(self, run: str = "latest", **options: Any) -> Iterator[Event]:
        """The same without `async`: for scripts and notebooks' cells that wait."""
        return iterate(self.events(run, **options))

    async def command(self, run: str, command: Dict[str, Any], by: Optional[str] = None) -> None:
        """Sends a command, such as {"type": "set", "learningRate": 0.001}; `by` is the name that viewers see.

        Name the run by its id, as `start` and `runs` give it: `latest` may be a different one when the command arrives.
        """
        named = {} if by is None else {"by": by}
        await request(self.url, {"type": "command", "run": run, "command": command, **named}, self.token)

    async def start(
        self, training: Dict[str, Any], name: Optional[str] = None, epochs_per_second: float = 0, key: Optional[str] = None
    ) -> str:
        """Starts a run, and returns its id. `training` is that of PROTOCOL.md, such as {"type": "builtIn", "name": "notebook"}."""
        named = {} if name is None else {"name": name}
        message = {"type": "start", "training": training, "epochsPerSecond": epochs_per_second, "key": key, **named}
        return (await request(self.url, message, self.token))["run"]


def iterate(events: AsyncIterator[Event]) -> Iterator[Event]:
    """Runs an asynchronous iterator in an event loop of its own."""
    loop = asyncio.new_event_loop()
    try:
        while True:
            try:
                yield loop.run_until_complete(events.__anext__())
            except StopAsyncIteration:
                return
    finally:
        loop.run_until_complete(events.aclose())
        loop.close()


def epoch_columns(events: Iterable[Event]) -> Dict[str, List[Any]]:
    """The epochs as columns, for pandas.DataFrame. Epochs that a rewind has discarded are left out."""
    epochs: List[Event] = []
    for event in events:
        if event["type"] == "epoch":
            epochs.append(event)
        elif event["type"] == "commanded" and event["outcome"] == "applied" and event["command"]["type"] in ("rewind", "undo"):
            epochs = [epoch for epoch in epochs if epoch["epoch"] <= event["epoch"]]
    names = [name for name in ("epoch", "time", *COLUMNS) if epochs and name in epochs[0]]
    return {name: [epoch[name] for epoch in epochs] for name in names}
