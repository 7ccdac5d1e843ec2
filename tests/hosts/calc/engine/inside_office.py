"""What LibreOffice's own Python runs, called as a script of the user: a refresh in the office's process."""

from __future__ import annotations

import datetime as dt
import time
import traceback


def refresh(document, now):  # a script of LibreOffice: it is given what the caller hands over
    """Refresh a document, and return the seconds it took or the trace of what went wrong."""
    try:
        from udfs.hosts.calc.documents import refresh_document
        from udfs.hosts.jobs import asked

        wanted = asked(None, None, dt.datetime.fromisoformat(now))
        start = time.perf_counter()
        refresh_document(document, wanted)
        return repr(time.perf_counter() - start)
    except Exception:  # noqa: BLE001  the trace is the answer
        return traceback.format_exc()


g_exportedScripts = (refresh,)  # noqa: N816  LibreOffice calls it so
