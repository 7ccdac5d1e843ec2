"""Credit control as pure functions on arrays and frames.

The domain knows no Excel: it needs numpy, pandas and pydantic only. Workbooks and hosts sit above it.
"""

__version__ = "0.1.0"
