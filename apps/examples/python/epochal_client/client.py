"""A server, and its runs."""

import asyncio
from threading import Thread
from typing import TYPE_CHECKING, Any, AsyncIterator, Coroutine, Dict, Iterable, Iterator, List, Optional, Union
from urllib.parse import quote, urlencode

from .connection import Refused
from .follow import Event, events_of, follow
from .frame import epoch_frame
from .replies import get_json, get_lines
from .requests import request

if TYPE_CHECKING:
    import pandas


class Client:
    """A server at `url`, such as ws://localhost:8080; commands and starts need its token.

    Every method raises `Refused`, with the server's reason, or OSError if the server cannot be reached. A list or a model may take a
    minute and 128 MiB; later the method raises TimeoutError.
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

    def stored(self, run: str = "latest") -> Iterator[Event]:
        """Yields the events that are stored by now, of a running run too, and ends."""
        for message in get_lines(self.url, f"/v1/runs/{quote(run, safe='')}/events", self.token):
            if message["type"] == "events":
                yield from events_of(message["chunk"])
            elif message["type"] == "error":
                raise Refused(message["message"], message.get("code"))

    def frame(self, run: str = "latest") -> "pandas.DataFrame":
        """The epochs that are stored by now as a pandas frame: see `epoch_frame`."""
        return epoch_frame(self.stored(run))

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


END = object()


def iterate(events: AsyncIterator[Event]) -> Iterator[Event]:
    """Runs an asynchronous iterator in a thread with an event loop of its own: a notebook's cell already runs in a loop."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    step: Optional["asyncio.Task[Any]"] = None

    async def advance() -> Any:
        nonlocal step
        step = asyncio.current_task()
        try:
            return await events.__anext__()
        except StopAsyncIteration:
            return END

    async def close() -> None:
        # An interrupted step ends first.
        if step is not None:
            await asyncio.wait([step])
        await events.aclose()

    def wait(coroutine: Coroutine[Any, Any, Any]) -> Any:
        future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    try:
        for event in iter(lambda: wait(advance()), END):
            yield event
    finally:
        wait(close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
