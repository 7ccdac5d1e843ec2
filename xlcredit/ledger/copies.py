"""Documents that stand on two sheets of one workbook: a working copy must not double what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from xlcredit.ledger.items import DUPLICATE_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.ledger.body import Body


def without_copies(items: pd.DataFrame, bodies: Sequence[Body]) -> pd.DataFrame:
    """Set documents aside that stand on an earlier sheet already.

    Parameters
    ----------
    items : DataFrame
        Accepted documents of every ledger sheet, with ``sheet_amount``, each sheet without copies in itself.
    bodies : sequence of Body
        The sheets; an issue is added for every document that is set aside.

    Returns
    -------
    DataFrame
        The documents that count. Two documents are copies when customer, number, currency, amount, dates and
        type agree; those without a number are never taken for copies.
    """
    key = list(DUPLICATE_KEY)
    if len(bodies) == 1 or not len(items):
        return items
    copies = items[(items["document_no"] != "") & items.duplicated(key)]
    if not len(copies):
        return items
    first = items.drop_duplicates(key).set_index(key)["sheet_name"]
    originals = first.loc[pd.MultiIndex.from_frame(copies[key])].tolist()
    by_name = {body.grid.sheet_name: body for body in bodies}
    for line, original in zip(copies.to_dict("records"), originals, strict=True):
        body = by_name[line["sheet_name"]]
        body.report(
            "duplicate_on_sheet",
            int(line["row_number"] - body.row_numbers[0]),
            "document_no",
            currency=line["currency"],
            amount=line["sheet_amount"],
            original=original,
        )
    return items.drop(index=copies.index).reset_index(drop=True)
