"""The epochs of a run as columns, and as a pandas frame."""

from typing import TYPE_CHECKING, Any, Dict, Iterable, List

from .follow import COLUMNS, Event

if TYPE_CHECKING:
    import pandas


def epoch_columns(events: Iterable[Event]) -> Dict[str, List[Any]]:
    """The epochs as columns. Epochs that a rewind has discarded are left out."""
    epochs: List[Event] = []
    for event in events:
        if event["type"] == "epoch":
            epochs.append(event)
        elif event["type"] == "commanded" and event["outcome"] == "applied" and event["command"]["type"] in ("rewind", "undo"):
            epochs = [epoch for epoch in epochs if epoch["epoch"] <= event["epoch"]]
    names = [name for name in ("epoch", "time", *COLUMNS) if epochs and name in epochs[0]]
    return {name: [epoch[name] for epoch in epochs] for name in names}


def epoch_frame(events: Iterable[Event]) -> "pandas.DataFrame":
    """The epochs as a frame: indexed by `epoch`, with `time` in UTC and each loss a column. Raises ImportError without pandas."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError('epoch_frame: pandas is not installed: pip install "epochal-client[pandas]"') from error
    columns = epoch_columns(events)
    losses = {name: columns[name] for name in COLUMNS if name in columns}
    time = pandas.to_datetime(columns.get("time", []), unit="ms", utc=True)
    epochs = pandas.Index(columns.get("epoch", []), name="epoch", dtype="int64")
    return pandas.DataFrame({"time": time, **losses}, index=epochs)
