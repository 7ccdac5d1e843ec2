"""The proof: data check (control, mapping), issues, native check formulas with a master flag, audit log.

The check formulas read result tables and nothing else: they hold whoever filled the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from workbooks.template import theme
from workbooks.template.layout import (
    BODY_ROW,
    FLAG_NAME,
    FLAG_ROW,
    HEADER_ROW,
    SIGNS,
    STAMP_NAME,
    STAMP_ROW,
    TOTAL_ROW,
)
from xlcredit.tables import CONTROL, ISSUES
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from workbooks.template.layout import Page

CURRENCIES = 12
MAPPING_COLUMN = 10
TOLERANCE = 0.005  # half a cent: what is left of exact cents after a sum in floating point
TOLERANCE_NAME = "xlcredit_tolerance"
SOURCE_SUM_NAME = "xlcredit_source_sum_{}"
SINGLES = 16
TOLERANCE_ROW = BODY_ROW + SINGLES + 1
GRID_HEADER = TOLERANCE_ROW + 3
GRID_BODY = GRID_HEADER + 1
NO_DATA = 'xlcredit_version=""'  # a refresh always writes its version
_SEVERITIES = ("error", "warning", "notice")
# Columns of the grid, one line per currency.
(
    CURRENCY,
    OPEN_ITEMS,
    AGING,
    BUCKETS,
    CONTROL_TOTAL,
    DIFFERENCE,
    RESULT,
    SHEET_TOTAL,
    ACCEPTED,
    SET_ASIDE,
    READ_DIFFERENCE,
    READ_RESULT,
    OWN_SUM,
    OWN_DIFFERENCE,
    OWN_RESULT,
    WORKLIST_GAP,
    INTEREST_GAP,
) = range(17)
# Columns of the single checks, in the same grid; what is checked runs over three columns.
LEFT, RIGHT, SINGLE_DIFFERENCE, SINGLE_RESULT, SINGLE_TOLERANCE, WHERE = 3, 4, 5, 6, 7, 8


def build_data_check(page: Page) -> None:
    """Lay out the control totals per currency, and beside them how each column was understood."""
    page.head()
    page.section(TOTAL_ROW, 0, "control")
    page.table("control", rows=1, reserve=CURRENCIES)
    page.sheet.set_column(MAPPING_COLUMN - 1, MAPPING_COLUMN - 1, 3)
    page.section(TOTAL_ROW, MAPPING_COLUMN, "map")
    page.table("map", column=MAPPING_COLUMN, wrapped=frozenset({"evidence"}))
    page.freeze()
    page.print_setup()


def build_issues(page: Page) -> None:
    """Lay out every row that was not used as it stood, with reason and remedy; counts above."""
    page.head()
    page.table(
        "issues",
        wrapped=frozenset({"sheet_name", "value", "reason", "remedy"}),
        widths={"value": 20, "reason": 60},
    )
    for position, severity in enumerate(_SEVERITIES):
        words = page.edition.say(f"severity.{severity}")
        shape = page.theme.style("total", num_format=f'0 "{words}"', align="left")
        page.formula(TOTAL_ROW, 1 + position, f"={_issues_of(page, severity)}", 0, shape)
    page.text(TOTAL_ROW, 0, page.edition.say("total.count"), "total")
    page.freeze(3)
    page.print_setup()


def _issues_of(page: Page, severity: str) -> str:
    """Return the formula that counts issues of one severity, whichever language they are written in."""
    column = page.edition.ref(ISSUES.name, "severity")
    words = {say(f"ledger.severity.{severity}", language) for language in LANGUAGES}
    return "+".join(f'COUNTIFS({column},"{word}")' for word in sorted(words))


def build_audit_log(page: Page) -> None:
    """Lay out the record of every refresh."""
    page.head()
    page.table("audit", widths={"version": 10, "base_currency": 10, "command": 24})
    page.freeze(1)
    page.print_setup()


def build_checks(page: Page) -> None:
    """Lay out the check formulas, the stamp and the master flag that every sheet shows."""
    page.head()
    _stamp_and_flag(page)
    _tolerance(page)
    _grid_head(page)
    for line in range(CURRENCIES):
        _currency_line(page, GRID_BODY + line, line)
    _single_checks(page)
    page.colour_signs(BODY_ROW, 0, GRID_BODY + CURRENCIES - 1, OWN_RESULT)
    page.sheet.freeze_panes(TOTAL_ROW, 0)
    page.print_setup(repeat_to=FLAG_ROW)


def _stamp_and_flag(page: Page) -> None:
    """Write the two texts that all sheets repeat, in place of the repetition."""
    say_it = page.edition.say
    # TEXT(AsOf,"yyyy-mm-dd") would depend on the language of the reader's Excel.
    day = 'YEAR(AsOf)&"-"&RIGHT("0"&MONTH(AsOf),2)&"-"&RIGHT("0"&DAY(AsOf),2)'
    parts = [
        f'"{say_it("stamp.as_of")} "&{day}',
        "BaseCurrency",
        f'"{say_it("stamp.policy")} "&xlcredit_policy_id',
    ]
    line = '&"  |  "&'.join([*parts, '"xlcredit "&xlcredit_version'])
    empty = say_it("empty.stamp")
    page.formula(STAMP_ROW, 0, f'=IF({NO_DATA},"{empty}",{line})', empty, page.theme.style("stamp"))
    page.edition.name(STAMP_NAME, page.key, STAMP_ROW, 0)
    area = f"{xl_rowcol_to_cell(BODY_ROW, 0)}:{xl_rowcol_to_cell(GRID_BODY + CURRENCIES - 1, OWN_RESULT)}"
    failed, looked = (f'COUNTIF({area},"{SIGNS[sign]}*")' for sign in ("bad", "watch"))
    formula = (
        f'=IF({NO_DATA},"{say_it("flag.empty")}",'
        f'IF({failed}>0,"{SIGNS["bad"]} "&{failed}&"{say_it("flag.fail")}",'
        f'IF({looked}>0,"{SIGNS["watch"]} "&{looked}&"{say_it("flag.look")}","{say_it("flag.ok")}")))'
    )
    page.formula(FLAG_ROW, 0, formula, say_it("flag.empty"), page.theme.style("flag"))
    page.edition.name(FLAG_NAME, page.key, FLAG_ROW, 0)


def _tolerance(page: Page) -> None:
    """Write the tolerance that every check of money uses."""
    page.text(TOLERANCE_ROW, 0, page.edition.say("check.tolerance"), "note")
    shape = page.theme.style("input", num_format="0.000", align="right")
    page.sheet.write_number(TOLERANCE_ROW, AGING, TOLERANCE, shape)
    page.edition.name(TOLERANCE_NAME, page.key, TOLERANCE_ROW, AGING)


def _grid_head(page: Page) -> None:
    """Write the headings of the grid: three checks side by side."""
    sections = ((CURRENCY, "buckets"), (SHEET_TOTAL, "read"), (OWN_SUM, "own_sum"), (WORKLIST_GAP, "overdue"))
    for column, key in sections:
        page.section(GRID_HEADER - 1, column, f"check_{key}")
    say_it, label = page.edition.say, page.edition.label
    result = say_it("check.result")
    headings = [
        label("currency"), say_it("check.open_items"), say_it("check.aging_total"), label("bucket_total"),
        say_it("check.control_total"), say_it("check.largest_difference"), result, label("sheet_total"),
        label("accepted"), label("set_aside"), label("difference"), result, say_it("check.own_sum"),
        label("difference"), result, say_it("check.worklist_gap"), say_it("check.interest_gap"),
    ]  # fmt: skip
    page.header_row(GRID_HEADER, headings, frozenset({CURRENCY, RESULT, READ_RESULT, OWN_RESULT}))
    page.sheet.set_row(GRID_HEADER, 34)
    widths = [10, 16, 16, 16, 16, 13, 13, 16, 16, 16, 13, 13, 16, 13, 34, 18, 18]
    for column, width in enumerate(widths):
        page.sheet.set_column(column, column, width)


def _currency_line(page: Page, row: int, line: int) -> None:
    """Write the three checks of one currency; a line without currency stays blank."""
    edition = page.edition
    source = edition.cell("data_check", BODY_ROW + line, CONTROL.column_names.index("currency"))
    page.formula(row, CURRENCY, f'=IF({source}="","",{source})', "", page.theme.style("calc_plain"))
    key = xl_rowcol_to_cell(row, CURRENCY, col_abs=True)
    first, last = edition.buckets[0], edition.buckets[-1]
    sums = {
        OPEN_ITEMS: _sum_of(page, "open_items", "open_amount", key),
        AGING: _sum_of(page, "aging", "total", key),
        BUCKETS: f"SUMPRODUCT(({edition.ref('aging', 'currency')}={key})*xlcredit_aging[[{first}]:[{last}]])",
        CONTROL_TOTAL: _sum_of(page, "control", "open_total", key),
        SHEET_TOTAL: _sum_of(page, "control", "sheet_total", key),
        ACCEPTED: _sum_of(page, "control", "accepted", key),
        SET_ASIDE: _sum_of(page, "control", "set_aside", key),
    }
    aged = _sum_of(page, "aging", "overdue", key)
    for column, table in ((WORKLIST_GAP, "worklist"), (INTEREST_GAP, "late_interest_totals")):
        sums[column] = f"ROUND({_sum_of(page, table, 'overdue', key)}-{aged},4)"
    money = page.theme.style("calc_plain", num_format=theme.MONEY, align="right")
    for column, formula in sums.items():
        page.formula(row, column, f'=IF({key}="","",{formula})', "", money)
    _differences(page, row, key)


def _sum_of(page: Page, table: str, column: str, key: str) -> str:
    """Return the formula of a column's sum in one currency."""
    return f"SUMIFS({page.edition.ref(table, column)},{page.edition.ref(table, 'currency')},{key})"


def _differences(page: Page, row: int, key: str) -> None:
    """Write differences and results of one currency's three checks."""
    at = {column: xl_rowcol_to_cell(row, column) for column in range(OWN_RESULT + 1)}
    four = f"{at[OPEN_ITEMS]}:{at[CONTROL_TOTAL]}"
    page.edition.name(SOURCE_SUM_NAME.format(row - GRID_BODY + 1), page.key, row, OWN_SUM)
    differences = {
        DIFFERENCE: f"ROUND(MAX({four})-MIN({four}),4)",
        READ_DIFFERENCE: f"ROUND({at[SHEET_TOTAL]}-{at[ACCEPTED]}-{at[SET_ASIDE]},4)",
        OWN_DIFFERENCE: f'IF({at[OWN_SUM]}="","",ROUND({at[OWN_SUM]}-{at[SHEET_TOTAL]},4))',
    }
    money = page.theme.style("calc_plain", num_format=theme.MONEY, align="right")
    page.sheet.write_blank(row, OWN_SUM, None, money)
    for column, formula in differences.items():
        page.formula(row, column, f'=IF({key}="","",{formula})', "", money)
    check = page.theme.style("check", indent=1)
    for column in (RESULT, READ_RESULT):
        verdict = _verdict(page, at[column - 1], TOLERANCE_NAME, "fail")
        page.formula(row, column, f'=IF({key}="","",{verdict})', "", check)
    verdict = _verdict(page, at[OWN_DIFFERENCE], TOLERANCE_NAME, "fail")
    absent = page.edition.say("check.not_checkable")
    formula = f'=IF({key}="","",IF({at[OWN_SUM]}="","{absent}",{verdict}))'
    page.formula(row, OWN_RESULT, formula, "", page.theme.style("check", indent=1, text_wrap=True))


def _verdict(page: Page, difference: str, tolerance: str, otherwise: str) -> str:
    """Return the formula that compares a difference with a tolerance, the rounding of a cent left out."""
    ok, not_ok = page.edition.say("check.ok"), page.edition.say(f"check.{otherwise}")
    return f'IF(ABS({difference})<={tolerance},"{ok}","{not_ok}")'


def _largest(gaps: str) -> str:
    """Return the formula of the largest gap of any row, whichever its sign; ABS of a range is not for all."""
    return f"ROUND(MAX(SUMPRODUCT(MAX({gaps})),-SUMPRODUCT(MIN({gaps}))),4)"


def _largest_of_currencies(column: int) -> str:
    """Return the formula of the largest gap of any currency; not every engine takes a criterion for each."""
    lines = f"{xl_rowcol_to_cell(GRID_BODY, column)}:{xl_rowcol_to_cell(GRID_BODY + CURRENCIES - 1, column)}"
    return f"MAX(MAX({lines}),-MIN({lines}))"


@dataclass(frozen=True)
class Single:
    """One check that is not per currency.

    Attributes
    ----------
    key : str
        Text key of what is checked.
    left, right : str
        Formulas; ``left`` may be "" for a named cell that the refresh writes.
    otherwise : str
        ``fail`` where numbers must agree, ``look`` where a person decides.
    difference : str
        Formula of the difference, left less right when "".
    tolerance : str
        Formula of the tolerance.
    name : str
        Name of the left cell when the refresh writes it.
    """

    key: str
    left: str
    right: str
    otherwise: str
    difference: str = ""
    tolerance: str = "0"
    name: str = ""


def _singles(page: Page) -> list[Single]:
    """Return the checks that are not per currency."""
    ref = page.edition.ref
    headroom, recommended, exposure = (
        ref("limits", name) for name in ("headroom", "recommended_limit", "exposure")
    )
    gap = f'({headroom}<>"")*({recommended}-{exposure}-{headroom})'
    customers = f"COUNTA({ref('scores', 'customer_name')})"
    return [
        Single(
            "score_adds_up",
            f"SUM({ref('score_reasons', 'contribution')})",
            f"SUM({ref('scores', 'score')})",
            "fail",
            tolerance=f"{TOLERANCE_NAME}*{customers}",
        ),
        Single(
            "headroom",
            f'SUMPRODUCT(({headroom}<>"")*({recommended}-{exposure}))',
            f"SUM({headroom})",
            "fail",
            difference=_largest(gap),
            tolerance=TOLERANCE_NAME,
        ),
        Single(
            "migration",
            f"SUM({ref('migration', 'total_customers')})",
            f"SUMIFS({ref('validation_measures', 'value')},{ref('validation_measures', 'measure')},"
            f'"{say("history.measure.there", page.edition.language)}")',
            "fail",
        ),
        *_insurance(page),
        *_dunning(page),
        _late_interest(page),
        *_provision(page),
        Single("unmapped", "", "0", "look", name="xlcredit_unmapped_columns"),
        Single("duplicates", "", "0", "look", name="xlcredit_duplicate_documents"),
        Single("errors", _issues_of(page, "error"), "0", "look"),
        Single("warnings", _issues_of(page, "warning"), "0", "look"),
    ]


def _late_interest(page: Page) -> Single:
    """Return the check that late interest rests on every overdue item, one currency at a time."""
    return Single(
        "late_interest_overdue",
        _sum_of(page, "late_interest_totals", "overdue", "BaseCurrency"),
        _sum_of(page, "aging", "overdue", "BaseCurrency"),
        "fail",
        difference=_largest_of_currencies(INTEREST_GAP),
        tolerance=TOLERANCE_NAME,
    )


def _insurance(page: Page) -> list[Single]:
    """Return the checks of the insured amounts; both sheets are in base currency."""
    ref = page.edition.ref
    insured, uninsured, owed = (
        ref("insurance", name) for name in ("insured_amount", "uninsured_amount", "exposure")
    )
    exposure = ref("limits", "exposure")
    gap = f"({insured}+{uninsured}-{owed})"
    return [
        Single(
            "insured_parts",
            f"SUM({insured})+SUM({uninsured})",
            f"SUM({owed})",
            "fail",
            difference=_largest(gap),
            tolerance=TOLERANCE_NAME,
        ),
        Single(
            "insured_exposure",
            f"SUM({owed})",
            f'SUMIFS({exposure},{exposure},">0")',
            "fail",
            difference=f'ROUND(SUM({owed})-SUMIFS({exposure},{exposure},">0"),4)',
            tolerance=f"{TOLERANCE_NAME}*(1+COUNT({exposure}))",
        ),
    ]


def _dunning(page: Page) -> list[Single]:
    """Return the checks of the worklist, one currency at a time: currencies are never summed."""
    ref = page.edition.ref
    own = ref("worklist", "overdue")
    names = ("demanded_amount", "promised_open", "disputed_open", "resting_amount", "handed_over_amount")
    gap = f"({'+'.join(ref('worklist', name) for name in names)}-{own})"
    in_base = _sum_of(page, "worklist", "overdue", "BaseCurrency")
    return [
        Single(
            "worklist_overdue",
            in_base,
            _sum_of(page, "aging", "overdue", "BaseCurrency"),
            "fail",
            difference=_largest_of_currencies(WORKLIST_GAP),
            tolerance=TOLERANCE_NAME,
        ),
        Single(
            "worklist_parts",
            "+".join(_sum_of(page, "worklist", name, "BaseCurrency") for name in names),
            in_base,
            "fail",
            difference=_largest(gap),
            tolerance=TOLERANCE_NAME,
        ),
    ]


def _provision(page: Page) -> list[Single]:
    """Return the checks of the provision; all of it is in base currency."""
    ref = page.edition.ref
    moved, debit, credit = (
        f"SUM({ref(table, column)})"
        for table, column in (
            ("provision_movement", "movement_amount"),
            ("provision_entries", "debit"),
            ("provision_entries", "credit"),
        )
    )
    allowance, amount, rate = (
        ref("provision_matrix", name) for name in ("allowance", "open_amount", "rate_used")
    )
    closing = f"SUM({allowance})"
    is_known = f"({moved}<>0)"  # without rates there is no movement
    return [
        Single(
            "provision_amounts",
            f"SUM({amount})",
            f"SUM({ref('aging_buckets', 'open_amount')})",
            "fail",
            tolerance=TOLERANCE_NAME,
        ),
        Single(
            "provision_movement", f"{moved}-{closing}*{is_known}", f"{closing}*{is_known}", "fail",
            tolerance=TOLERANCE_NAME,
        ),
        Single("provision_entries", debit, credit, "fail", tolerance=TOLERANCE_NAME),
        Single(
            "provision_rates",
            f'SUMPRODUCT(({amount}>0)*({rate}<>"")*{amount}*{rate})',
            f'SUMPRODUCT(({amount}>0)*({rate}<>"")*{allowance})',
            "fail",
            tolerance=f"{TOLERANCE_NAME}*(1+COUNT({allowance}))",  # each allowance is rounded to a cent
        ),
    ]  # fmt: skip


def _single_checks(page: Page) -> None:
    """Write the checks that are not per currency, a line each."""
    say_it = page.edition.say
    page.section(TOTAL_ROW, 0, "check_single")
    headings = [
        say_it("check.what"), "", "", say_it("check.left"), say_it("check.right"),
        page.edition.label("difference"), say_it("check.result"), say_it("check.tolerance_head"),
        say_it("check.where"), *[""] * (OWN_RESULT - WHERE),
    ]  # fmt: skip
    words = frozenset({0, 1, 2, SINGLE_RESULT, *range(WHERE, OWN_RESULT + 1)})
    page.header_row(HEADER_ROW, headings, words)
    page.roomy(HEADER_ROW, SINGLES + 1)
    for position, single in enumerate(_singles(page)):
        _single_line(page, BODY_ROW + position, single)


def _single_line(page: Page, row: int, single: Single) -> None:
    """Write one check: what, left, right, difference, result, tolerance, where to look."""
    shape = theme.WHOLE if single.otherwise == "look" else "#,##0.00_);(#,##0.00);0_)"  # counts, or money
    number = page.theme.style("calc", num_format=shape, align="right")
    at = {
        column: xl_rowcol_to_cell(row, column)
        for column in (LEFT, RIGHT, SINGLE_DIFFERENCE, SINGLE_TOLERANCE)
    }
    page.text(row, 0, page.edition.say(f"check.{single.key}.what"))
    if single.name:
        page.sheet.write_blank(row, LEFT, None, page.theme.column("output", "issues", "count"))
        page.edition.name(single.name, page.key, row, LEFT)
    else:
        page.formula(row, LEFT, f"={single.left}", 0, number)
    page.formula(row, RIGHT, f"={single.right}", 0, number)
    difference = single.difference or f"ROUND({at[LEFT]}-{at[RIGHT]},4)"
    page.formula(row, SINGLE_DIFFERENCE, f"={difference}", 0, number)
    always = single.tolerance == TOLERANCE_NAME or "(1+COUNT(" in single.tolerance  # of an empty column: 1
    allowed = TOLERANCE if always else 0
    fine = page.theme.style("calc", num_format="0.000", align="right")
    page.formula(row, SINGLE_TOLERANCE, f"={single.tolerance}", allowed, fine)
    verdict = _verdict(page, at[SINGLE_DIFFERENCE], at[SINGLE_TOLERANCE], single.otherwise)
    empty = page.edition.say("check.no_data")
    page.formula(
        row, SINGLE_RESULT, f'=IF({NO_DATA},"{empty}",{verdict})', empty, page.theme.style("check", indent=1)
    )
    page.text(row, WHERE, page.edition.say(f"check.{single.key}.where"), "note", indent=1)
