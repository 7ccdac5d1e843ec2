"""The script that a user would write with pandas and openpyxl: read, age, write a sheet, save."""

import sys

import numpy as np
import openpyxl
import pandas as pd

BUCKETS = ["Not due", "1-30", "31-60", "61-90", "91-120", "Over 120"]


def main(source: str, target: str, as_of: pd.Timestamp) -> None:
    ledger = pd.read_excel(source, sheet_name="Ledger", dtype={"Customer no.": str, "Document no.": str})
    owed, days = ledger["Open amount"], (as_of - ledger["Due date"]).dt.days
    ledger["Bucket"] = pd.cut(days.where(owed > 0, 0), [-np.inf, 0, 30, 60, 90, 120, np.inf], labels=BUCKETS)
    rows = ["Customer no.", "Customer", "Currency"]
    open_items = ledger[owed != 0].groupby([*rows, "Bucket"], observed=True)["Open amount"].sum()
    table = open_items.unstack(fill_value=0)  # noqa: PD010  what users write
    table["Total"] = table.sum(axis=1)

    book = openpyxl.load_workbook(source)
    sheet = book.create_sheet("Aging")
    sheet.append([*rows, *table.columns])
    for key, row in zip(table.index, table.to_numpy(), strict=True):
        sheet.append([*key, *row.tolist()])
    book.save(target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], pd.Timestamp(sys.argv[3]))
