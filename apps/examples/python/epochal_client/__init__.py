"""A client for servers of epochal: watches runs, controls and starts them, and downloads their models."""

from .client import Client, iterate
from .connection import Refused
from .follow import Event, follow
from .frame import epoch_columns, epoch_frame

__all__ = ["Client", "Event", "Refused", "epoch_columns", "epoch_frame", "follow", "iterate"]
