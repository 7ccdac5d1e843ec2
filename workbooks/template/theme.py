"""The look of every sheet: palette, typefaces, number formats and cell styles, in one place.

The palette is that of Okabe and Ito, darkened for text: it stays apart for colour-blind readers, and a colour
never stands alone but beside a word or a sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from xlcredit.tables import Kind
    from xlcredit.texts import Language

INK = "#1F2933"
MUTED = "#5F6B7A"
ACCENT = "#1F4E79"
PAPER = "#FFFFFF"
CARD = "#F3F6F9"
HEADER = "#E4ECF4"
HAIRLINE = "#D5DBE2"
INPUT_FILL = "#FFF8E1"
INPUT_INK = "#0B3FA8"
GOOD = "#00684A"
WATCH = "#9A5B00"
BAD = "#B23A0E"
NEUTRAL = "#5F6B7A"

SKY = "#56B4E9"
ORANGE = "#E69F00"
VERMILLION = "#D55E00"
GREEN = "#009E73"
GREY = "#A8B2BD"

TAB_OUTPUT = ACCENT
TAB_INPUT = ORANGE
TAB_CHECK = GREEN
TAB_ABOUT = GREY

FONTS: dict[Language, str] = {"en": "Calibri", "zh": "微软雅黑"}
FONT_SIZES: dict[Language, int] = {"en": 11, "zh": 10}
ROOMY = 17.25  # height of a row with air
HEADER_HEIGHTS: dict[Language, int] = {"en": 30, "zh": 33}  # two lines of heading

MONEY = '#,##0.00_);(#,##0.00);"–"_)'
WHOLE_MONEY = '#,##0_);(#,##0);"–"_)'
WHOLE = "#,##0_);(#,##0);0_)"
ONE_DECIMAL = "#,##0.0_);(#,##0.0);0.0_)"
SHORT_MONEY: dict[Language, str] = {  # labels of charts: millions, thousands; 万 with the point set by hand
    "en": '[>=1000000]#,##0.0,,"m";[>=1000]#,##0,"k";#,###',
    "zh": '[>=10000]#0\\.0,"万";#,###',
}
MONTHS: dict[Language, str] = {"en": "mmm yy", "zh": "yy-mm"}
SHARE_OR_NUMBER = "[<1]0.0%_);#,##0.0_)"  # a share of one, or a number above it

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "money": MONEY,
    "days": ONE_DECIMAL,
    "count": WHOLE,
    "ratio": "#,##0.00##_);(#,##0.00##);0.00_)",
    "percent": "0.0%_);(0.0%);0.0%_)",
    "score": ONE_DECIMAL,
    "flag": "General",
    "any": "General",
}
COLUMN_FORMATS = {  # whole days where the ledger counts them, more digits where a rate needs them
    "days_past_due": WHOLE,
    "oldest_days_past_due": WHOLE,
    "worst_days_late": WHOLE,
    "terms_days": WHOLE,
    "stage_from": WHOLE,
    "recommended_then": WHOLE_MONEY,
    "limit_then": WHOLE_MONEY,
    "peak_exposure": WHOLE_MONEY,
    "bad_amount": WHOLE_MONEY,
    "shift_part": "0.000_);(0.000);0.000_)",
    "rate": "#,##0.0000##",
    "band_from": "#,##0.00####_);(#,##0.00####);0.00_)",
    "probability_of_default": "0.00%_)",
    "roll_rate": "0.00%_)",
    "loss_rate": "0.00%_)",
    "table_rate": "0.00%_)",
    "rate_used": "0.0000%_)",  # as many digits as it counts with
    "rate_then": "0.00%_)",
    "loss_seen": "0.00%_)",
    "open_then": WHOLE_MONEY,
    "allowance_then": WHOLE_MONEY,
    "unpaid_now": WHOLE_MONEY,
    "written_off_since": WHOLE_MONEY,
    "allowance_gap": WHOLE_MONEY,
    "undisputed_days_past_due": WHOLE,
    "days_left": "#,##0;-#,##0;0",
    "funded_days": WHOLE,
    "days_to_pay": WHOLE,
    "premium_rate": "0.00%_)",
    "break_even_discount": "0.00%_)",
    "yearly_cost": "0.00%_)",
}
NUMERIC: frozenset[Kind] = frozenset({"money", "days", "count", "ratio", "percent", "score"})

StyleName = Literal[
    "plain", "title", "note", "stamp", "flag", "section", "header", "header_number", "input", "input_column",
    "calc", "calc_plain", "total", "output", "check", "link", "headline", "card_label", "card_value",
    "card_note", "card_status",
]  # fmt: skip
CELL_STYLES: dict[str, tuple[StyleName, ...]] = {
    "input": ("input", "input_column"),
    "calc": ("calc", "calc_plain", "total", "card_value", "card_note"),
    "output": ("output",),
    "check": ("check", "card_status", "flag"),
}

_LOOK: dict[StyleName, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_color": ACCENT},
    "note": {"font_color": MUTED},
    "stamp": {"font_color": MUTED, "font_size": 9},
    "flag": {"bold": True},
    "section": {"bold": True, "font_color": ACCENT},
    "header": {"bold": True, "bg_color": HEADER, "bottom": 1, "bottom_color": ACCENT, "text_wrap": True},
    "header_number": {
        "bold": True,
        "bg_color": HEADER,
        "bottom": 1,
        "bottom_color": ACCENT,
        "text_wrap": True,
    },
    "input": {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "bottom": 4, "bottom_color": HAIRLINE},
    "input_column": {"font_color": INPUT_INK},
    "calc": {"bg_color": CARD},
    "calc_plain": {},  # where a block of formulas is mostly blank
    "total": {"bold": True, "bg_color": CARD},
    "output": {},
    "check": {"bold": True},
    "link": {"font_color": ACCENT, "underline": 1},
    "headline": {"bold": True, "text_wrap": True, "valign": "vcenter"},
    "card_label": {
        "font_color": MUTED,
        "bg_color": CARD,
        "top": 2,
        "top_color": ACCENT,
        "font_size": 9,
        "indent": 1,
    },
    "card_value": {
        "bold": True,
        "bg_color": CARD,
        "font_size": 20,
        "align": "left",
        "indent": 1,
        "shrink": True,
    },
    "card_note": {"font_color": MUTED, "bg_color": CARD, "font_size": 9, "indent": 1, "shrink": True},
    "card_status": {"bold": True, "bg_color": CARD, "font_size": 9, "indent": 1, "shrink": True},
}
_LARGER: dict[StyleName, int] = {"title": 7, "section": 1, "headline": 2}


def number_format(column: str, kind: Kind) -> str:
    """Return the number format of a column.

    Parameters
    ----------
    column : str
        Canonical name.
    kind : str
        What its values are.

    Returns
    -------
    str
        Excel number format; negatives stand in parentheses, zero shows, blank stays blank.

    Examples
    --------
    >>> number_format("invoice_date", "date")
    'yyyy-mm-dd'
    """
    return COLUMN_FORMATS.get(column, NUMBER_FORMATS[kind])


class Theme:
    """Formats of one edition, each made once.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        The workbook that owns the formats.
    language : {"en", "zh"}
        Decides the typeface.

    Attributes
    ----------
    made : dict
        Style name to the formats made of it: the named cell styles are attached to these afterwards.
    """

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._size = FONT_SIZES[language]
        self.font = FONTS[language]
        self.made: dict[StyleName, list[Format]] = {}
        self._known: dict[tuple[Any, ...], Format] = {}

    def style(self, name: StyleName, **more: Any) -> Format:
        """Return the format of a style, with more properties where asked.

        Parameters
        ----------
        name : str
            Style of the sheet.
        **more
            Properties in XlsxWriter's words, laid over the style's own.

        Returns
        -------
        xlsxwriter Format
            The same object for the same request.
        """
        key = (name, *sorted(more.items()))
        if key not in self._known:
            base = {"font_name": self.font, "font_color": INK, "font_size": self._size + _LARGER.get(name, 0)}
            found = self._book.add_format({**base, "valign": "vcenter", **_LOOK[name], **more})
            self._known[key] = found
            self.made.setdefault(name, []).append(found)
        return self._known[key]

    def column(self, style: StyleName, column: str, kind: Kind, **more: Any) -> Format:
        """Return the format of a table's column.

        Parameters
        ----------
        style : str
            Style of its cells.
        column : str
            Canonical name.
        kind : str
            What its values are.
        **more
            Further properties.

        Returns
        -------
        xlsxwriter Format
            With the column's number format; numbers to the right, words to the left.
        """
        align = "right" if kind in NUMERIC else "left"
        return self.style(style, num_format=number_format(column, kind), align=align, **more)
