"""One customer on one A4 page, by native formulas over our tables: what a credit committee decides on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks.template import theme
from workbooks.template.credit_blocks import aging, decisions, factors, limits, reasons, signatures
from workbooks.template.credit_charts import bars, behaviour_chart, limit_chart, months
from workbooks.template.credit_grid import (
    AMOUNT,
    BEHIND,
    BEHIND_LABEL,
    CARD_LABEL,
    CARD_NOTE,
    CARD_VALUE,
    FIFTH,
    FIRST,
    FOURTH,
    GAP_HEIGHT,
    GAPS,
    HEIGHTS,
    KEYS,
    LABEL,
    LAST,
    MARK,
    SECOND,
    SELECTOR,
    SENTENCE,
    SEVENTH,
    SIGNATURES,
    STAMP,
    THIRD,
    TITLE,
    WHO,
    WIDTHS,
    File,
    cell,
)  # fmt: skip
from workbooks.template.credit_lookups import Finder, customer_ids, escaped, write_selector
from workbooks.template.layout import FLAG_NAME, STAMP_NAME
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbooks.template.layout import Page
    from workbooks.template.sheets import SheetKey

TABLES: tuple[SheetKey, ...] = ("scores", "limits", "customer_history", "score_reasons")
SELECTED_NAME = "xlcredit_file_customer"
_KEY = cell(KEYS, BEHIND)
_CARDS = ((FIRST, SECOND), (THIRD, FOURTH), (FIFTH, SEVENTH), (LABEL, LABEL), (AMOUNT, MARK))
_FAMILIES = ("standing", "finance", "trading")
_MONEY = theme.WHOLE_MONEY
_PERCENT = theme.NUMBER_FORMATS["percent"]


def build(page: Page) -> None:
    """Lay out the credit file."""
    sheet = page.sheet
    sheet.hide_gridlines(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row in range(SIGNATURES):
        sheet.set_row(row, GAP_HEIGHT if row in GAPS else HEIGHTS[page.edition.language])
    rows: dict[str, str] = {name: cell(KEYS + 1 + place, BEHIND) for place, name in enumerate(TABLES)}
    file = File(page, Finder(page.edition, rows), cell(SELECTOR, SECOND))
    _behind(file)
    _head(file)
    _cards(file)
    _who(file)
    _accounts(file)
    for block in (factors, reasons, limits, aging, months, bars, decisions, signatures):
        block(file)
    behaviour_chart(file)
    limit_chart(file)
    sheet.print_area(0, 0, SIGNATURES + 1, LAST)
    page.print_setup(repeat_to=-1, pages_high=1, portrait=True)
    sheet.center_horizontally()


def _behind(file: File) -> None:
    """Find the customer in each table, beyond the page: a formula of the page reads a row number, no more."""
    page = file.page
    quiet: dict[str, Any] = {"font_size": 9, "font_color": theme.MUTED}
    page.text(KEYS - 1, BEHIND_LABEL, file.say("credit_file.behind"), "note", **quiet)
    page.text(KEYS, BEHIND_LABEL, file.say("credit_file.key"), "note", **quiet)
    file.formula(KEYS, BEHIND, f'=IF({file.selected}="","",{escaped(file.selected)})', **quiet)
    for row, name in enumerate(TABLES, start=KEYS + 1):
        page.text(row, BEHIND_LABEL, say(f"sheets.{name}", page.edition.language), "note", **quiet)
        ids = customer_ids(page.edition, name)
        file.formula(
            row, BEHIND, f'=IF({_KEY}="","",IFERROR(MATCH({_KEY},{ids},0),""))', align="left", **quiet
        )


def _head(file: File) -> None:
    """Write title, flag, selector, name, stamp and the sentence."""
    page, say_it = file.page, file.page.edition.say
    page.text(TITLE, FIRST, say("sheets.title.credit_file", page.edition.language), "title")
    file.formula(
        TITLE,
        AMOUNT,
        f"={FLAG_NAME}",
        to=MARK,
        value=say_it("flag.empty"),
        style="flag",
        align="right",
        shrink=True,
    )
    page.colour_signs(TITLE, AMOUNT, TITLE, AMOUNT)
    file.text(SELECTOR, FIRST, page.edition.label("customer_id"), "stamp")
    write_selector(page, SELECTOR, SECOND)
    page.edition.name(SELECTED_NAME, page.key, SELECTOR, SECOND)
    name = file.finder.value("scores", "customer_name")
    file.formula(
        SELECTOR, THIRD, file.when_found(name), to=MARK, style="section", font_size=14, indent=1, shrink=True
    )
    file.formula(STAMP, FIRST, f"={STAMP_NAME}", value=say_it("empty.stamp"), style="stamp")
    file.formula(
        SENTENCE,
        FIRST,
        _sentence(file),
        to=MARK,
        value=file.say("credit_file.empty"),
        style="headline",
        font_size=11,
    )
    page.sheet.set_row(TITLE, 24)
    page.sheet.set_row(SELECTOR, 22)
    page.sheet.set_row(SENTENCE, 32)


def _sentence(file: File) -> str:
    """Return the formula of the sentence: what the file says, or why it says nothing."""
    find = file.finder.value
    money = {
        name: f'TEXT({find(table, column)},"#,##0")'
        for name, table, column in (
            ("exposure", "scores", "open_amount"),
            ("limit", "scores", "recommended_limit"),
            ("overdue", "customer_history", "overdue"),
        )
    }
    score = find("scores", "score")
    parts = {
        **money,
        "grade": find("scores", "grade"),
        "score": f'TEXT({score},"0.0")',
        "action": find("scores", "action"),
    }
    rated, unrated = (file.spliced(key, **parts) for key in ("sentence", "sentence_unrated"))
    choose, absent = f'"{file.say("credit_file.choose")}"', file.spliced("absent", customer=file.selected)
    ids = file.page.edition.ref("scores", "customer_name")
    empty = f'"{file.say("credit_file.empty")}"'
    told = f'IF({score}="",{unrated},{rated})'
    return f'=IF(COUNTA({ids})=0,{empty},IF({file.selected}="",{choose},IF({file.found}="",{absent},{told})))'


def _cards(file: File) -> None:
    """Write five figures with what stands behind them."""
    find, label = file.finder.value, file.page.edition.label
    grade, cap = find("scores", "grade_by_points"), find("scores", "cap_reason")
    trend, coverage = find("scores", "trend"), f'TEXT({find("scores", "coverage")},"0%")'
    loss = find("customer_history", "expected_loss")
    words = {
        word: say(f"receivables.trend.{word}", file.page.edition.language) for word in ("better", "worse")
    }
    arrow = f'IF({trend}="{words["better"]}","▲ ",IF({trend}="{words["worse"]}","▼ ",""))'
    capped = file.spliced("card_capped", grade=grade, cap=cap)
    notes = (
        file.spliced("card_score", arrow=arrow, trend=trend, coverage=coverage),
        f'IF({cap}="",{file.spliced("card_grade", grade=grade)},{capped})',
        f'IF({loss}="","",{file.spliced("card_loss", loss=_text(loss))})',
        file.spliced("card_overdue", overdue=_text(find("customer_history", "overdue"))),
        file.spliced("card_limit", limit=_text(find("scores", "recommended_limit"))),
    )
    values = (
        ("score", find("scores", "score"), "0.0"),
        ("grade", find("scores", "grade"), "@"),
        ("probability_of_default", find("scores", "probability_of_default"), "0.00%"),
        ("exposure", find("scores", "open_amount"), "#,##0;(#,##0);0"),
        ("headroom", find("scores", "headroom"), "#,##0;(#,##0);0"),
    )
    for (left, right), (name, value, number), note in zip(_CARDS, values, notes, strict=True):
        to = right if right > left else None
        text = file.page.theme.style("card_label")
        if to is not None:
            file.page.sheet.merge_range(CARD_LABEL, left, CARD_LABEL, to, label(name), text)
        else:
            file.page.sheet.write_string(CARD_LABEL, left, label(name), text)
        shown = f'=IF({file.found}="","–",IF({value}="","–",{value}))'
        file.formula(
            CARD_VALUE, left, shown, to=to, value="–", style="card_value", font_size=18, num_format=number
        )
        file.formula(CARD_NOTE, left, file.when_found(note), to=to, style="card_note", font_size=9)
    below = {
        "type": "cell",
        "criteria": "<",
        "value": 0,
        "format": file.page.edition.book.add_format({"font_color": theme.BAD}),
    }
    file.page.sheet.conditional_format(CARD_VALUE, AMOUNT, CARD_VALUE, AMOUNT, below)
    file.page.sheet.set_row(CARD_VALUE, 28)


def _text(amount: str) -> str:
    """Return the expression of an amount in words; unknown is a dash."""
    return f'IF({amount}="","–",TEXT({amount},"#,##0"))'


def _who(file: File) -> None:
    """Write who the customer is, and beside it how it scores by family and pays."""
    file.section(WHO, FIRST, SEVENTH, file.say("credit_file.who"))
    history = ("group_id", "country", "industry", "legal_form", "registered_on", "customer_since")
    for place, name in enumerate(history, start=1):
        file.text(WHO + place, FIRST, file.page.edition.label(name), "stamp", shrink=True)
        dated: dict[str, Any] = (
            {"num_format": "yyyy-mm-dd"} if name in ("registered_on", "customer_since") else {}
        )
        file.formula(
            WHO + place,
            SECOND,
            file.finder.shown("customer_history", name),
            align="left",
            shrink=True,
            **dated,
        )
    score, percent, days = "0.0", "0.0%", "0.0"
    paying = [(f"{family}_score", score) for family in _FAMILIES]
    paying += [("on_time_rate", percent), ("weighted_days_late", days), ("terms_days", "0")]
    for place, (name, number) in enumerate(paying, start=1):
        words = file.page.edition.label(name) if name != "terms_days" else file.say("credit_file.terms")
        file.text(WHO + place, THIRD, words, "stamp")
        shown = file.finder.shown("scores", name)
        file.formula(WHO + place, FIFTH, shown, to=SEVENTH, num_format=number, align="left", indent=1)


def _accounts(file: File) -> None:
    """Write the key figures of the customer's accounts, each with the ratio that says what it means."""
    file.section(WHO, LABEL, MARK, file.say("credit_file.accounts"))
    find, shown = file.finder.value, file.finder.shown
    audited = find("customer_history", "is_audited")
    yes, no = (f'"{file.say(f"credit_file.{word}")}"' for word in ("audited", "unaudited"))
    first = f'IF({audited}="","",IF({audited},{yes},{no}))'
    lines = (
        ("statement_date", "yyyy-mm-dd", first, "@"),
        ("sales", _MONEY, _ratio(find, "sales", "prior_sales", change=True), "+0%;-0%;0%"),
        ("net_profit", _MONEY, _ratio(find, "net_profit", "sales"), _PERCENT),
        ("operating_cash_flow", _MONEY, _ratio(find, "operating_cash_flow", "sales"), _PERCENT),
        ("total_assets", _MONEY, _ratio(find, "total_liabilities", "total_assets"), _PERCENT),
        ("current_assets", _MONEY, _ratio(find, "current_assets", "current_liabilities"), "0.00_)"),
    )
    for place, (name, number, ratio, ratio_number) in enumerate(lines, start=1):
        file.text(WHO + place, LABEL, file.say(f"credit_file.account.{name}"), "stamp", shrink=True)
        file.formula(
            WHO + place,
            AMOUNT,
            shown("customer_history", name),
            num_format=number,
            align="right",
            shrink=True,
        )
        file.formula(
            WHO + place, MARK, file.when_found(ratio), num_format=ratio_number, align="right", shrink=True
        )


def _ratio(find: Callable[[str, str], str], top: str, bottom: str, *, change: bool = False) -> str:
    """Return the expression of a ratio of two amounts, blank where it means nothing."""
    above, below = (find("customer_history", name) for name in (top, bottom))
    return f'IF(OR({above}="",{below}=""),"",IF({below}<=0,"",{above}/{below}{"-1" if change else ""}))'
