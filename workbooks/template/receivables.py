"""Aging, open items, exposures with concentration, and collection speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, HEADER_ROW, LAST_ROW, TOTAL_ROW
from xlcredit.tables import AGING, OPEN_ITEMS, TABLES

if TYPE_CHECKING:
    from workbooks.template.layout import Page

MOST_BUCKETS = 12
BUCKET_ROWS = 7
TOP_EXPOSURES = 10
MONTHS = 13
BUCKETS_COLUMN = 8  # exposures: right of the top exposures, one column of air between
CONCENTRATION_COLUMN = 2  # under the names of the largest customers
CONCENTRATION_ROW = HEADER_ROW + MOST_BUCKETS + 5  # below the most rows that the buckets can have
MONTHS_COLUMN = 5  # collection speed: right of the DSO family
MEASURES = 12
CURRENCY_COLUMN = 2


def build_aging(page: Page) -> None:
    """Lay out the aging: a row per customer and currency, a column per bucket, totals of one currency."""
    page.head()
    free = page.table("aging", widths={"overdue_share": 10, "oldest_days_past_due": 11})
    _spare_buckets(page, free)
    _currency_picker(page, CURRENCY_COLUMN)
    for column in range(CURRENCY_COLUMN + 1, free):
        _aging_total(page, column)
    page.freeze(CURRENCY_COLUMN + 1)
    page.print_setup()


def _spare_buckets(page: Page, free: int) -> None:
    """Keep formats for more buckets than usual: shares and days are known by their heading."""
    usual = free - len(AGING.columns)
    money = page.theme.column("output", "total", "money")
    page.sheet.set_column(free, free + MOST_BUCKETS - usual - 1, 15.5, money)
    first = CURRENCY_COLUMN + 1
    last = free + MOST_BUCKETS - usual - 1
    letter = xl_col_to_name(first)
    share, days = page.edition.label("overdue_share"), page.edition.label("oldest_days_past_due")
    formats = [
        (f'{letter}${HEADER_ROW + 1}="{share}"', theme.NUMBER_FORMATS["percent"]),
        (f'{letter}${HEADER_ROW + 1}="{days}"', theme.WHOLE),
        (f'{letter}${HEADER_ROW + 1}<>""', theme.MONEY),
    ]
    for test, number_format in formats:
        shape = page.edition.book.add_format({"num_format": number_format})
        rule = {"type": "formula", "criteria": f"={test}", "format": shape, "stop_if_true": True}
        page.sheet.conditional_format(TOTAL_ROW, first, TOTAL_ROW, last, rule)
        page.sheet.conditional_format(BODY_ROW, first, LAST_ROW, last, rule)


def _currency_picker(page: Page, column: int) -> None:
    """Write the cell that says in which currency the totals are, above the headings."""
    write_currency_picker(page, TOTAL_ROW, column)


def write_currency_picker(page: Page, row: int, column: int) -> None:
    """Write the cell that says in which currency the totals of a row are: currencies are never summed.

    Parameters
    ----------
    page : Page
        A sheet; the data check has the currencies.
    row, column : int
        Place of the cell, zero-based; its caption stands to the left.
    """
    page.text(row, column - 1, page.edition.say("total.in"), "total", align="right")
    picker = page.theme.style("input", bold=True)
    page.formula(row, column, '=IF(BaseCurrency="","",BaseCurrency)', "", picker)
    source = f"={page.edition.cell('data_check', BODY_ROW, 0)}"
    last = page.edition.cell("data_check", BODY_ROW + MOST_BUCKETS - 1, 0).rpartition("!")[2]
    rule = {
        "validate": "list",
        "source": f"{source}:{last}",
        "input_title": page.edition.say("validation.title"),
        "input_message": page.edition.say("validation.total_currency"),
    }
    page.sheet.data_validation(row, column, row, column, rule)


def _aging_total(page: Page, column: int) -> None:
    """Write the total of a column, by its heading: it stays right when a policy has more or fewer buckets."""
    letter, currency = xl_col_to_name(column), xl_col_to_name(CURRENCY_COLUMN)
    heading, chosen = f"{letter}${HEADER_ROW + 1}", f"${currency}${TOTAL_ROW + 1}"
    share, days = page.edition.label("overdue_share"), page.edition.label("oldest_days_past_due")
    currencies = f"${currency}${BODY_ROW + 1}:${currency}${LAST_ROW + 1}"
    own = f"SUMIFS({letter}${BODY_ROW + 1}:{letter}${LAST_ROW + 1},{currencies},{chosen})"
    total, overdue = (
        f"SUMIFS({page.edition.ref('aging', name)},{page.edition.ref('aging', 'currency')},{chosen})"
        for name in ("total", "overdue")
    )
    formula = (
        f'=IF(OR({chosen}="",{heading}="",{heading}="{days}"),"",'
        f'IF({heading}="{share}",IF({total}=0,0,{overdue}/{total}),{own}))'
    )
    shape = theme.NUMBER_FORMATS["percent"] if _is_share(page, column) else theme.MONEY
    page.formula(TOTAL_ROW, column, formula, "", page.theme.style("total", num_format=shape, align="right"))


def _is_share(page: Page, column: int) -> bool:
    """Return whether a column of the aging holds shares in the usual number of buckets."""
    return page.edition.columns(AGING)[column][0].name == "overdue_share"


def build_open_items(page: Page) -> None:
    """Lay out the open items, one row per document, with totals of one currency above."""
    page.head()
    page.table("open_items")
    names = OPEN_ITEMS.column_names
    column = names.index("currency")
    _currency_picker(page, column)
    chosen = f"${xl_col_to_name(column)}${TOTAL_ROW + 1}"
    shape = page.theme.style("total", num_format=theme.MONEY, align="right")
    currencies = page.edition.ref("open_items", "currency")
    for name in ("amount", "open_amount"):
        sums = f"SUMIFS({page.edition.ref('open_items', name)},{currencies},{chosen})"
        page.formula(TOTAL_ROW, names.index(name), f'=IF({chosen}="","",{sums})', "", shape)
    page.freeze(3)
    page.print_setup()


def build_exposures(page: Page) -> None:
    """Lay out the largest exposures against their limits, the buckets of the whole book, concentration."""
    page.head()
    page.section(TOTAL_ROW, 0, "top_exposures")
    page.table("top_exposures", rows=TOP_EXPOSURES, reserve=TOP_EXPOSURES, valign="bottom")
    page.section(TOTAL_ROW, BUCKETS_COLUMN, "aging_buckets")
    page.table(
        "aging_buckets",
        column=BUCKETS_COLUMN,
        rows=BUCKET_ROWS,
        reserve=MOST_BUCKETS + 2,
        valign="bottom",
    )
    _concentration(page)
    page.sheet.set_column(BUCKETS_COLUMN - 1, BUCKETS_COLUMN - 1, 3)
    page.roomy(BODY_ROW, CONCENTRATION_ROW + MEASURES - BODY_ROW)
    page.freeze(heading_lines=1)
    page.print_setup()


def _concentration(page: Page) -> None:
    """Lay out the concentration in the columns of the largest exposures; its meaning runs on to the right."""
    page.section(CONCENTRATION_ROW - 1, CONCENTRATION_COLUMN, "concentration")
    widths = {"measure": 38.0, "value": 15.5, "meaning": 10.0}
    value = CONCENTRATION_COLUMN + column_of("concentration", "value")
    shape = page.rule_format(num_format=theme.SHARE_OR_NUMBER)
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": shape}
    first = CONCENTRATION_ROW + 1
    page.sheet.conditional_format(first, value, first + MEASURES - 1, value, rule)
    page.table(
        "concentration",
        CONCENTRATION_ROW,
        CONCENTRATION_COLUMN,
        reserve=MEASURES,
        widths=widths,
        valign="bottom",
    )
    last = BUCKETS_COLUMN + len(TABLES["aging_buckets"].columns) - 1
    for column in range(value + 2, last + 1):
        page.text(CONCENTRATION_ROW, column, "", "header")
    used = f'=${xl_col_to_name(CONCENTRATION_COLUMN)}{first + 1}<>""'
    line = {"type": "formula", "criteria": used, "format": page.rule_format()}
    page.sheet.conditional_format(first, value + 2, first + MEASURES - 1, last, line)


def build_collection_speed(page: Page) -> None:
    """Lay out every DSO definition side by side, and the family by month."""
    page.head()
    page.section(TOTAL_ROW, 0, "dso_family")
    page.table(
        "dso_family",
        reserve=MEASURES,
        wrapped=frozenset({"measure", "formula", "convention"}),
        valign="bottom",
    )
    page.section(TOTAL_ROW, MONTHS_COLUMN, "dso_by_month")
    page.table("dso_by_month", column=MONTHS_COLUMN, rows=MONTHS, reserve=MONTHS, valign="bottom")
    page.sheet.set_column(MONTHS_COLUMN - 1, MONTHS_COLUMN - 1, 3)
    for row in range(BODY_ROW, BODY_ROW + MONTHS):
        page.sheet.set_row(row, 31)  # two lines of formula text; the months beside keep the same rhythm
    page.freeze()
    page.print_setup()


def column_of(table: str, name: str) -> int:
    """Return the position of a column within its table.

    Parameters
    ----------
    table : str
        Table without prefix.
    name : str
        Canonical column name.

    Returns
    -------
    int
        Zero-based.

    Examples
    --------
    >>> column_of("top_exposures", "open_amount")
    3
    """
    return TABLES[table].column_names.index(name)
