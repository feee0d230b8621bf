"""A client for servers of epochal: watches runs, controls and starts them, and downloads their models."""

from .client import Client, epoch_columns, iterate
from .connection import Refused
from .follow import Event, follow

__all__ = ["Client", "Event", "Refused", "epoch_columns", "follow", "iterate"]
