"""The `xlcredit fit` command: a card fitted to one's own history, written into the workbook."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path  # noqa: TC003  typer reads it at run time
from typing import Annotated

import typer

from udfs.hosts.options import JsonOption, LanguageOption, speak
from xlcredit.errors import ArgumentError
from xlcredit.texts import say

Words = list[str]


def fit(
    book: Annotated[Path, typer.Argument(help=say("cli.book"), show_default=False)],
    *,
    sample: Annotated[str | None, typer.Option("--sample", help=say("fitting.option.sample"))] = None,
    target: Annotated[str | None, typer.Option("--target", help=say("fitting.option.target"))] = None,
    observed_on: Annotated[str | None, typer.Option("--date", help=say("fitting.option.date"))] = None,
    customer_id: Annotated[str | None, typer.Option("--id", help=say("fitting.option.id"))] = None,
    higher_is_worse: Annotated[
        Words | None, typer.Option("--higher-is-worse", help=say("fitting.option.higher_is_worse"))
    ] = None,
    higher_is_better: Annotated[
        Words | None, typer.Option("--higher-is-better", help=say("fitting.option.higher_is_better"))
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help=say("cli.as_of"))] = None,
    currency: Annotated[str | None, typer.Option("--currency", help=say("cli.currency"))] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=say("cli.out"))] = None,
    lang: LanguageOption = None,
    as_json: JsonOption = False,
) -> int:
    """Fit a card to one's own history."""
    from udfs.hosts import fitting, jobs

    speak(lang)
    if sample is not None and target is None:
        raise ArgumentError("fitting.no_target", sheet=sample)
    directions = dict.fromkeys(higher_is_worse or (), 1) | dict.fromkeys(higher_is_better or (), -1)
    wanted = fitting.SampleAsked(sample, target, observed_on, customer_id, directions)
    asked = jobs.asked(_date(as_of), currency, datetime.now().astimezone())
    with fitting.bar(quiet=as_json) as advance:
        done = fitting.fit(book, out, wanted, asked, advance)
    return fitting.told(done, as_json=as_json)


def _date(text: str | None) -> date | None:
    """Return the date asked for."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentError("cli.bad_date", got=text) from None
