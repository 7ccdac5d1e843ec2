"""Blocks of the credit file: factors that add up to the score, limit, aging, decisions, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks.template import theme
from workbooks.template.checks import TOLERANCE_NAME
from workbooks.template.credit_grid import (
    AGING,
    AGING_ROWS,
    AGING_TOTAL,
    AMOUNT,
    BEHIND,
    BEHIND_2,
    BEHIND_3,
    BEHIND_4,
    BEHIND_LABEL,
    DECISION_ROWS,
    DECISIONS,
    FACTOR_BODY,
    FACTOR_ROWS,
    FACTOR_TOTAL,
    FACTORS,
    FIFTH,
    FIRST,
    FOURTH,
    LABEL,
    LIMITS,
    LINE,
    MARK,
    MORE,
    QUIET,
    REASON_ROWS,
    REASONS,
    SECOND,
    SEVENTH,
    SIGNATURES,
    SIXTH,
    THIRD,
    File,
    cell,
)  # fmt: skip
from workbooks.template.credit_lookups import decisions_column
from xlcredit.tables import DECISIONS as DECISION_TABLE
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.theme import StyleName

_FACTOR_COLUMNS = (
    (FIRST, "family", "@"), (SECOND, "factor", "@"),
    (THIRD, "value", "[>=1000]#,##0;[<0]-#,##0.00;0.00"), (FOURTH, "band", "@"),
    (FIFTH, "points", "0.0_)"), (SIXTH, "maximum", "0.0_)"), (SEVENTH, "contribution", "0.00_);(0.00)"),
)  # fmt: skip
_WORDS, _INDENTED = ("family", "factor", "band"), ("band",)
LIMIT_COLUMNS = (
    "annual_purchases", "peak_purchases", "need_days", "need", "grade_need", "capacity",
    "without_accounts_cap", "sales_cap", "own_retention", "insured_part", "insurance_cap",
    "concentration_cap", "group_cap",
    "recommended_limit", "credit_limit", "exposure", "headroom",
)  # fmt: skip
BARS = LIMIT_COLUMNS[3:-1]
"""Parts of the limit that are money and comparable: what the chart shows."""
_STRONG = ("recommended_limit", "headroom")
_WHOLE_DAY = 1_000_000  # a date and a row of the sheet in one number: the latest decision is the largest


def factors(file: File) -> None:
    """Write every factor with its points; the contributions add up to the score."""
    file.section(FACTORS, FIRST, SEVENTH, file.say("credit_file.factors"))
    for column, name, _ in _FACTOR_COLUMNS:
        words = name in _WORDS
        look: dict[str, Any] = {"font_size": 9, "text_wrap": False, "shrink": True}
        text = (
            file.say("credit_file.contribution") if name == "contribution" else file.page.edition.label(name)
        )
        look |= {"indent": 1} if name in _INDENTED else {}
        file.text(FACTORS + 1, column, text, "header", align="left" if words else "right", **look)
    first, ids = file.finder.rows["score_reasons"], file.finder.value("score_reasons", "customer_id", "{}")
    for place in range(FACTOR_ROWS):
        row, here = FACTOR_BODY + place, cell(FACTOR_BODY + place, BEHIND_4)
        at = f"{first}+{place}"
        same = f'IFERROR(IF({ids.format(at)}={file.selected},{at},""),"")'
        file.formula(row, BEHIND_4, f'=IF({first}="","",{same})', style="note", font_size=9)
        for column, name, number in _FACTOR_COLUMNS:
            found = file.finder.value("score_reasons", name, here)
            words = name in _WORDS
            cells: dict[str, Any] = {
                "num_format": number,
                "align": "left" if words else "right",
                "shrink": True,
                "font_size": 9,
            }
            cells |= {"indent": 1} if name in _INDENTED else {}
            file.formula(row, column, f'=IF({here}="","",IF({found}="","",{found}))', **cells)
    _factor_total(file, first, ids)
    _same_family(file)


def _factor_total(file: File, first: str, ids: str) -> None:
    """Write the sum of the contributions and whether it is the score."""
    total, score = cell(FACTOR_TOTAL, SEVENTH), file.finder.value("scores", "score")
    top, bottom = cell(FACTOR_BODY, SEVENTH), cell(FACTOR_TOTAL - 1, SEVENTH)
    beyond = f"{first}+{FACTOR_ROWS}"
    more = f"IFERROR(IF({ids.format(beyond)}={file.selected},1,0),0)"
    file.page.text(MORE, BEHIND_LABEL, file.say("credit_file.more"), "note", font_size=9)
    file.formula(MORE, BEHIND, f'=IF({first}="","",{more})', style="note", font_size=9, align="left")
    ok, fail, many, none = (
        f'"{file.say(f"credit_file.{key}")}"' for key in ("tie_ok", "tie_fail", "tie_many", "tie_none")
    )
    verdict = f"IF(ABS({total}-{score})<={TOLERANCE_NAME},{ok},{fail})"
    told = f'IF({score}="",{none},IF({cell(MORE, BEHIND)}=1,{many},{verdict}))'
    file.formula(FACTOR_TOTAL, FIRST, file.when_found(told), to=SIXTH, style="total", font_size=9)
    file.page.colour_signs(FACTOR_TOTAL, FIRST, FACTOR_TOTAL, FIRST)
    summed = f'IF(COUNT({top}:{bottom})=0,"",SUM({top}:{bottom}))'
    file.formula(
        FACTOR_TOTAL,
        SEVENTH,
        file.when_found(summed),
        style="total",
        num_format="0.00_);(0.00)",
        align="right",
    )


def _same_family(file: File) -> None:
    """Let a family stand back where it repeats the row above, and draw a hairline under rows in use."""
    here, above = f"$B{FACTOR_BODY + 1}", f"$B{FACTOR_BODY}"
    quiet = file.page.rule_format(font_color=theme.GREY)
    rule = {"type": "formula", "criteria": f'=AND({here}<>"",{here}={above})', "format": quiet}
    file.page.sheet.conditional_format(FACTOR_BODY, FIRST, FACTOR_TOTAL - 1, FIRST, rule)
    used = {"type": "formula", "criteria": f'={here}<>""', "format": file.page.rule_format()}
    file.page.sheet.conditional_format(FACTOR_BODY, FIRST, FACTOR_TOTAL - 1, SEVENTH, used)


def reasons(file: File) -> None:
    """Write the three reasons that cost most."""
    file.section(REASONS, FIRST, SEVENTH, file.say("credit_file.reasons"))
    for place in range(1, REASON_ROWS + 1):
        found = file.finder.shown("scores", f"reason_{place}")
        file.formula(REASONS + place, FIRST, found, to=SEVENTH, shrink=True)


def limits(file: File) -> None:
    """Write the limit from purchases to headroom; the part that binds is marked, and named below."""
    file.section(LIMITS, LABEL, MARK, file.say("credit_file.limit"))
    language = file.page.edition.language
    bound = file.finder.value("limits", "binding_limit")
    for place, name in enumerate(LIMIT_COLUMNS, start=1):
        strong = name in _STRONG
        style: StyleName = "total" if strong else "calc_plain"
        line = {} if strong else LINE
        label = file.say("credit_file.on_record") if name == "credit_limit" else file.page.edition.label(name)
        file.text(
            LIMITS + place, LABEL, label, "total" if strong else "plain", font_size=9, shrink=True, **line
        )
        number = "0.0_)" if name == "need_days" else theme.WHOLE_MONEY
        shown = file.finder.shown("limits", name)
        file.formula(
            LIMITS + place,
            AMOUNT,
            shown,
            style=style,
            num_format=number,
            align="right",
            font_size=9,
            shrink=True,
            **line,
        )
        mark = '""'
        if name in _BINDING:
            component, binds = say(f"credit.component.{name}", language), file.say("credit_file.binds")
            mark = f'IF({bound}="{component}","◄ {binds}","")'
        file.formula(
            LIMITS + place,
            MARK,
            file.when_found(mark),
            style="total" if strong else "check",
            font_size=9,
            font_color=theme.ACCENT,
            **line,
        )
    row = LIMITS + len(LIMIT_COLUMNS) + 1
    for place, name in enumerate(("binding_limit", "approval")):
        file.text(row + place, LABEL, file.page.edition.label(name), "stamp", shrink=True)
        file.formula(
            row + place, AMOUNT, file.finder.shown("limits", name), to=MARK, font_size=9, shrink=True
        )
    below = {
        "type": "cell",
        "criteria": "<",
        "value": 0,
        "format": file.page.edition.book.add_format({"font_color": theme.BAD}),
    }
    headroom = LIMITS + len(LIMIT_COLUMNS)
    file.page.sheet.conditional_format(headroom, AMOUNT, headroom, AMOUNT, below)


_BINDING = (
    "grade_need", "capacity", "without_accounts_cap", "sales_cap", "insurance_cap", "concentration_cap",
    "group_cap",
)  # fmt: skip


def aging(file: File) -> None:
    """Write the customer's buckets in base currency; they add up to the exposure."""
    file.section(AGING, LABEL, MARK, file.say("credit_file.aging"))
    buckets = file.page.edition.ref("aging_buckets", "bucket")
    total, exposure = cell(AGING_TOTAL, AMOUNT), file.finder.value("customer_history", "exposure_1")
    top, bottom = cell(AGING + 1, AMOUNT), cell(AGING_TOTAL - 1, AMOUNT)
    look: dict[str, Any] = {"font_size": 9, **LINE}
    for place in range(1, AGING_ROWS + 1):
        row, label = AGING + place, cell(AGING + place, LABEL)
        name = f'IFERROR(IF(INDEX({buckets},{place})="","",INDEX({buckets},{place})),"")'
        amount = f'IFERROR({file.finder.by_heading("customer_history", label)},"")'
        if place == AGING_ROWS:  # a policy with more edges than the page has lines
            name = f'IF(COUNTA({buckets})>{AGING_ROWS},"{file.say("credit_file.further")}",{name})'
            before = f"SUM({top}:{cell(row - 1, AMOUNT)})"
            amount = f'IF({label}="{file.say("credit_file.further")}",{exposure}-{before},{amount})'
        file.formula(row, LABEL, file.when_found(name), **look)
        file.formula(
            row, AMOUNT, f'=IF({label}="","",{amount})', num_format=theme.WHOLE_MONEY, align="right", **look
        )
        amount_here = cell(row, AMOUNT)
        share = f'=IF(OR({label}="",{amount_here}="",N({total})<=0),"",{amount_here}/{total})'
        file.formula(row, MARK, share, num_format="0%_)", align="right", **look)
    file.formula(
        AGING_TOTAL,
        LABEL,
        file.when_found(f'"{file.page.edition.label("total")}"'),
        style="total",
        font_size=9,
    )
    file.formula(
        AGING_TOTAL,
        AMOUNT,
        file.when_found(f"SUM({top}:{bottom})"),
        style="total",
        num_format=theme.WHOLE_MONEY,
        align="right",
        font_size=9,
    )
    yes, no = file.say("credit_file.tied"), file.say("credit_file.not_tied")
    tied = f'IF(ABS({total}-{exposure})<={TOLERANCE_NAME},"✓ {yes}","✗ {no}")'
    file.formula(AGING_TOTAL, MARK, file.when_found(tied), style="total", font_size=9, shrink=True)
    file.page.colour_signs(AGING_TOTAL, MARK, AGING_TOTAL, MARK)


def decisions(file: File) -> None:
    """Write the latest decisions, by date; in the order of entry while one has no proper date."""
    file.section(DECISIONS, FIRST, MARK, file.say("credit_file.decisions"))
    label = file.page.edition.label
    columns = ((FIRST, "decided_on", None), (SECOND, "decision_kind", None), (THIRD, "before", None),
               (FOURTH, "after", None), (FIFTH, "reason", LABEL),
               (AMOUNT, "approver", None), (MARK, "review_on", None))  # fmt: skip
    for column, name, to in columns:
        for place in range(column, (to or column) + 1):
            file.text(
                DECISIONS + 1,
                place,
                label(name) if place == column else "",
                "header",
                font_size=9,
                text_wrap=False,
            )
    edition, names = file.page.edition, DECISION_TABLE.column_names
    ids, days = decisions_column(edition, 0), decisions_column(edition, 1)
    wanted = f"({ids}={file.selected})"
    heads = ("by_date", "by_row", "row")
    for column, key in zip((BEHIND, BEHIND_2, BEHIND_3), heads, strict=True):
        file.page.text(DECISIONS + 1, column, file.say(f"credit_file.{key}"), "note", font_size=9)
    for rank in range(1, DECISION_ROWS + 1):
        row = DECISIONS + 1 + rank
        by_date, by_row, at = (cell(row, column) for column in (BEHIND, BEHIND_2, BEHIND_3))
        packed = f"SUMPRODUCT(LARGE({wanted}*({days}*{_WHOLE_DAY}+ROW({days})),{rank}))"
        plain = f"SUMPRODUCT(LARGE({wanted}*ROW({days}),{rank}))"
        file.formula(row, BEHIND, file.when_found(packed), **QUIET)
        file.formula(row, BEHIND_2, file.when_found(plain), **QUIET)
        chosen = f"IF(ISNUMBER({by_date}),MOD({by_date},{_WHOLE_DAY}),{by_row})"
        file.formula(row, BEHIND_3, f'=IF({by_row}="","",IF({by_row}=0,"",{chosen}))', **QUIET)
        for column, name, to in columns:
            source = f"INDEX({decisions_column(edition, names.index(name), whole=True)},{at})"
            value = source
            if name in ("before", "after"):  # typed as a number, or as words
                value = f'IF(ISNUMBER({source}),TEXT({source},"#,##0"),{source})'
            dated: dict[str, Any] = (
                {"num_format": "yyyy-mm-dd"} if name in ("decided_on", "review_on") else {}
            )
            look: dict[str, Any] = {
                "align": "left",
                "shrink": True,
                "font_size": 9,
                "bottom": 4,
                "bottom_color": theme.HAIRLINE,
            }
            file.formula(row, column, f'=IF({at}="","",IF({source}="","",{value}))', to=to, **look, **dated)
    _decisions_note(file, ids)


def _decisions_note(file: File, ids: str) -> None:
    """Say how many decisions there are, and what an override is worth."""
    row = DECISIONS + DECISION_ROWS + 2
    count = f"SUMPRODUCT(({ids}={file.selected})*(ROW({ids})>0))"  # LibreOffice: #N/A for a blank range alone
    file.formula(row, BEHIND, file.when_found(count), style="note", font_size=9, align="left")
    here = cell(row, BEHIND)
    none, shown = f'"{file.say("credit_file.no_decisions")}"', f'"{file.say("credit_file.override_note")}"'
    more = f'IF({here}>{DECISION_ROWS},{here}&"{file.say("credit_file.more_decisions")}","")&{shown}'
    file.formula(row, FIRST, file.when_found(f"IF({here}=0,{none},{more})"), style="stamp", font_size=8)


def signatures(file: File) -> None:
    """Leave room for three signatures, each with its date."""
    line: dict[str, Any] = {"top": 1, "top_color": theme.MUTED, "font_size": 9}
    file.page.sheet.set_row(SIGNATURES, 26)
    for left, right, key in (
        (FIRST, SECOND, "proposed"),
        (FOURTH, SEVENTH, "reviewed"),
        (LABEL, MARK, "approved"),
    ):
        for column in range(left, right + 1):
            file.text(
                SIGNATURES + 1,
                column,
                file.say(f"credit_file.{key}") if column == left else "",
                "stamp",
                **line,
            )
