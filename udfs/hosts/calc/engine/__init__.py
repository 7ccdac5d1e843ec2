"""A document that is open in LibreOffice Calc as a host: an xlwings engine over UNO."""

from udfs.hosts.calc.engine.action import OneAction, one_action
from udfs.hosts.calc.engine.engine import engine, open_document

__all__ = ["OneAction", "engine", "one_action", "open_document"]
