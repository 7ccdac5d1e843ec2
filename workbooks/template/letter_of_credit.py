"""Documents checklist for a letter of credit on one A4 page: dates and amounts, documents, signs of fraud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from workbooks.template import theme
from workbooks.template.credit_grid import File, cell
from workbooks.template.credit_lookups import Finder, spliced, write_selector
from workbooks.template.layout import FLAG_NAME, STAMP_NAME
from workbooks.template.letter_of_credit_steps import BEHIND, PLACES, TOPIC, behind
from xlcredit.policy import default_policy
from xlcredit.texts import entry, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbooks.template.layout import Page
    from xlcredit.texts import Language

# Columns: what is asked and its value, a gap, the same again, a remark; beyond the page the steps.
MARGIN, LABEL, VALUE, GAP, ASKED, ANSWER, REMARK = range(7)
WIDTHS = (1, 32, 18, 2, 33, 19, 27, 3, 34, 14)
TITLE, SELECTOR, STAMP, VERDICT, COUNTS = range(5)
COUNTED: Final[Mapping[str, tuple[int, int]]] = {
    "missing": (COUNTS, LABEL), "discrepancies": (COUNTS + 1, LABEL), "flags": (COUNTS, ASKED),
    "open": (COUNTS + 1, ASKED),
}  # fmt: skip
CREDIT = COUNTS + 3
LEFT = ("number", "currency", "amount", "tolerance", "invoice", "drawn", "cif", "insured")
RIGHT = ("bank", "checked_on", "latest", "expiry", "shipped", "presented", "own_days")
FIELDS: Final[Mapping[str, tuple[int, int]]] = {
    name: (CREDIT + place, column)
    for names, column in ((LEFT, VALUE), (RIGHT, ANSWER))
    for place, name in enumerate(names, start=1)
} | {"customer": (SELECTOR, VALUE)}
"""Row and column of each cell that says what the credit and the shipment are."""
WORDS = ("number", "currency", "bank")
DAYS = ("checked_on", "latest", "expiry", "shipped", "presented")
LINES = CREDIT + len(LEFT) + 2
CHECKED = ("shipped", "in_time", "before_expiry", "invoice", "drawn", "insured")
LINE_ROW: Final[Mapping[str, int]] = {
    name: place for place, name in enumerate((*CHECKED, "last_day", "answer_by"), start=LINES + 1)
}
DOCUMENTS = ("invoice", "bill_of_lading", "packing_list", "insurance", "drafts")
ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "shipment": ("terms", "days", "obtainable", "parties"),
    "presentation": (*DOCUMENTS, "consistent", "signatures"),
    "flag": ("no_transport", "altered", "price", "amended", "route", "linked", "twice", "haste"),
}
SHIPMENT = LINES + len(LINE_ROW) + 2
PRESENTATION = SHIPMENT + len(ITEMS["shipment"]) + 1
FLAG = PRESENTATION + len(ITEMS["presentation"]) + 1
HEADS = {"shipment": SHIPMENT, "presentation": PRESENTATION, "flag": FLAG}
ITEM_ROW: Final[Mapping[str, int]] = {
    f"{section}.{name}": HEADS[section] + place
    for section, names in ITEMS.items()
    for place, name in enumerate(names, start=1)
}
"""Row of each question."""
NOTES = FLAG + len(ITEMS["flag"]) + 2
SIGNATURES = NOTES + 2
GAPS = (CREDIT - 1, LINES - 1, SHIPMENT - 1, NOTES - 1)
MONEY, DAY, WHOLE = "#,##0.00;-#,##0.00;0.00", "yyyy-mm-dd", "0"
HEIGHTS: Final[Mapping[Language, float]] = {
    "en": 18.25,
    "zh": 21,
}  # fills the page; Chinese needs no second lines
TWO_LINES, LONG = 29.25, 100
RED_FILL, AMBER_FILL, GREEN_FILL = "#FBE3DA", "#FFF1CC", "#DDF1E8"


@dataclass(frozen=True)
class Checklist(File):
    """The page being written, in the words of its own topic."""

    def own(self, key: str) -> str:
        """Return a text of the checklist."""
        return say(f"{TOPIC}.{key}", self.page.edition.language)

    def quoted(self, key: str) -> str:
        """Return a text of the checklist as an expression."""
        return f'"{self.own(key)}"'

    def spliced(self, key: str, **parts: str) -> str:
        """Return the expression of a text of the checklist whose placeholders are expressions."""
        return spliced(entry(f"{TOPIC}.{key}")[self.page.edition.language], **parts)

    def field(self, name: str) -> str:
        """Return the cell that a person fills in."""
        return cell(*FIELDS[name])

    def at(self, name: str) -> str:
        """Return the cell beyond the page that holds a step."""
        return cell(PLACES[name], BEHIND)

    def filled(self, *names: str) -> str:
        """Return the expression of whether every one of some fields holds a number or a date."""
        return f"AND({','.join(f'ISNUMBER({self.field(name)})' for name in names)})"

    def answers(self, first: str, last: str) -> str:
        """Return the cells of the answers from one question to another."""
        return f"{cell(ITEM_ROW[first], ANSWER)}:{cell(ITEM_ROW[last], ANSWER)}"

    @property
    def all_answers(self) -> str:
        """The cells of every answer, headings between them included."""
        return self.answers("shipment.terms", "flag.haste")

    @property
    def inputs(self) -> list[str]:
        """The cells that a person fills in, but for the customer's number and remarks."""
        fields = [
            f"{cell(CREDIT + 1, column)}:{cell(CREDIT + len(LEFT), column)}" for column in (VALUE, ANSWER)
        ]
        return fields + [
            self.answers(f"{section}.{names[0]}", f"{section}.{names[-1]}")
            for section, names in ITEMS.items()
        ]

    @property
    def results(self) -> str:
        """The cells of the results of the lines that can be a discrepancy."""
        return f"{cell(LINE_ROW[CHECKED[0]], ANSWER)}:{cell(LINE_ROW[CHECKED[-1]], ANSWER)}"

    def when_started(self, expression: str) -> str:
        """Return the formula of an expression that stays blank on an empty form."""
        return f'=IF({self.at("started")}=0,"",{expression})'


def build(page: Page) -> None:
    """Lay out the checklist."""
    sheet = page.sheet
    sheet.hide_gridlines(2)
    height = HEIGHTS[page.edition.language]
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row in range(SIGNATURES):
        sheet.set_row(row, 7.5 if row in GAPS else height + 5 if row in HEADS.values() else height)
    finder = Finder(page.edition, {"scores": cell(PLACES["scores"], BEHIND)})
    form = Checklist(page, finder, cell(SELECTOR, VALUE))
    for block in (behind, _head, _counts, _credit, _lines, _questions, _foot):
        block(form)
    sheet.print_area(0, 0, SIGNATURES + 1, REMARK)
    page.print_setup(repeat_to=-1, pages_high=1, portrait=True)
    sheet.center_horizontally()


def _head(form: Checklist) -> None:
    """Write title, flag, customer, stamp and verdict."""
    page, say_it = form.page, form.page.edition.say
    page.text(TITLE, LABEL, say(f"sheets.title.{page.key}", page.edition.language), "title")
    form.formula(
        TITLE, ANSWER, f"={FLAG_NAME}", to=REMARK, value=say_it("flag.empty"), style="flag",
        align="right", shrink=True,
    )  # fmt: skip
    page.colour_signs(TITLE, ANSWER, TITLE, REMARK)
    form.text(SELECTOR, LABEL, page.edition.label("customer_id"), "stamp", font_size=10)
    write_selector(page, SELECTOR, VALUE)
    name = form.when_found(form.finder.value("scores", "customer_name"))
    form.formula(SELECTOR, ASKED, name, to=REMARK, style="section", font_size=14, shrink=True)
    form.formula(STAMP, LABEL, f"={STAMP_NAME}", value=say_it("empty.stamp"), style="stamp")
    form.formula(
        VERDICT, LABEL, _verdict(form), to=REMARK, value=form.own("nothing"), style="headline",
        font_size=14, align="left", indent=1, bg_color=theme.CARD,
    )  # fmt: skip
    looks = (("✗", theme.BAD, RED_FILL), ("!", theme.WATCH, AMBER_FILL), ("✓", theme.GOOD, GREEN_FILL))
    for sign, ink, fill in looks:
        look = page.edition.book.add_format({"font_color": ink, "bg_color": fill})
        rule = {"type": "text", "criteria": "begins with", "value": sign, "format": look}
        page.sheet.conditional_format(VERDICT, LABEL, VERDICT, REMARK, rule)
    for row, height in ((TITLE, 24), (SELECTOR, 22), (VERDICT, 30)):
        page.sheet.set_row(row, height)


def _verdict(form: Checklist) -> str:
    """Return the formula of the verdict: signs of fraud first, then what is wrong, then what is open."""
    missing, discrepancies, flags, to_do = (
        cell(row, column + 1)
        for row, column in (COUNTED[name] for name in ("missing", "discrepancies", "flags", "open"))
    )
    wrong = f"({missing}+{discrepancies})"
    one, many = (form.spliced(key, count=flags) for key in ("stop_one", "stop_many"))
    correct, incomplete = form.spliced("correct", count=wrong), form.spliced("incomplete", count=to_do)
    answer = f"IF({to_do}>0,{incomplete},{form.quoted('present')})"
    answer = f"IF({flags}>1,{many},IF({flags}=1,{one},IF({wrong}>0,{correct},{answer})))"
    return f"=IF({form.at('started')}=0,{form.quoted('nothing')},{answer})"


def _counts(form: Checklist) -> None:
    """Count what is missing, what is wrong, what asks for a stop and what is open."""
    yes, no, exempt = (form.quoted(f"word.{name}") for name in ("yes", "no", "not_applicable"))
    last = DOCUMENTS[-1]
    documents = form.answers(f"presentation.{DOCUMENTS[0]}", f"presentation.{last}")
    others = (form.answers("shipment.terms", "shipment.parties"),
              form.answers("presentation.consistent", "presentation.signatures"))  # fmt: skip
    answered = "-".join(f"COUNTIF({form.all_answers},{word})" for word in (yes, no, exempt))
    counts = {
        "missing": f"COUNTIF({documents},{no})",
        "discrepancies": "+".join(
            [f"COUNTIF({form.results},{form.quoted('word.bad')})"]
            + [f"COUNTIF({area},{no})" for area in others]
        ),
        "flags": f"COUNTIF({form.answers('flag.no_transport', 'flag.haste')},{yes})",
        "open": f"{len(ITEM_ROW)}-{answered}+COUNTIF({form.results},{form.quoted('word.not_stated')})",
    }
    for name, (row, column) in COUNTED.items():
        form.text(row, column, form.own(f"count.{name}"), "stamp", font_size=10)
        form.formula(row, column + 1, form.when_started(counts[name]), num_format=WHOLE, align="left",
                     bold=True)  # fmt: skip
        ink = {"flags": theme.BAD, "open": theme.NEUTRAL}.get(name, theme.WATCH)
        look = form.page.edition.book.add_format({"font_color": ink})
        rule = {"type": "formula", "criteria": f"=N({cell(row, column + 1)})>0", "format": look}
        form.page.sheet.conditional_format(row, column + 1, row, column + 1, rule)


def _credit(form: Checklist) -> None:
    """Leave the cells that say what the credit and the shipment are."""
    sheet = form.page.sheet
    form.section(CREDIT, LABEL, REMARK, form.own("credit"))
    for name, (row, column) in FIELDS.items():
        if name == "customer":
            continue
        form.text(row, column - 1, form.own(f"field.{name}"), "stamp", font_size=10)
        shape = "@" if name in WORDS else DAY if name in DAYS else MONEY
        shape = {"tolerance": "0.0%", "own_days": WHOLE}.get(name, shape)
        look = form.page.theme.style("input", num_format=shape, align="left", font_size=10, shrink=True)
        if name == "bank":
            sheet.merge_range(row, column, row, REMARK, "", look)
        sheet.write_blank(row, column, None, look)
        if name not in WORDS:
            sheet.data_validation(row, column, row, column, _rule(form, name))
    row, column = FIELDS["own_days"]
    rules = default_policy().protection.letter_of_credit
    otherwise = say(f"{TOPIC}.field.else_days", form.page.edition.language, days=rules.presentation_days)
    note = "=" + form.spliced("field.else_days", days=f'TEXT({form.at("policy_days")},"0")')
    form.formula(row, REMARK, note, value=otherwise, style="stamp", indent=1)
    form.text(row + 1, ASKED, form.own("sums"), "stamp", font_size=9)


def _rule(form: Checklist, name: str) -> dict[str, Any]:
    """Return what a field takes: dates, whole days, a share of one, or an amount."""
    say_it = form.page.edition.say
    told = {"input_title": say_it("validation.title")}
    if name in DAYS:
        return {"validate": "date", "criteria": ">=", "value": 1, **told,
                "input_message": say_it("validation.date")}  # fmt: skip
    if name == "own_days":
        return {"validate": "integer", "criteria": ">=", "value": 0, **told,
                "input_message": say_it("validation.count")}  # fmt: skip
    if name == "tolerance":
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    return {"validate": "decimal", "criteria": ">=", "value": 0}


def _lines(form: Checklist) -> None:
    """Write what is stated, what it is held against, and whether it agrees."""
    form.section(LINES, LABEL, REMARK, form.own("lines"))
    look: dict[str, Any] = {"bottom": 1, "bottom_color": theme.ACCENT, "font_size": 9}
    for column, key in ((ASKED, "stated"), (ANSWER, "result"), (REMARK, "limit")):
        form.text(LINES, column, form.own(key), "note", **look)
    field, at, filled = form.field, form.at, form.filled
    presented, shipped = field("presented"), field("shipped")
    exempt = f"{cell(ITEM_ROW['presentation.insurance'], ANSWER)}={form.quoted('word.not_applicable')}"
    dated = f"OR({presented}>{at('window')},{presented}<{shipped})"
    # name: its own value, its limit, when both are known, when it is a discrepancy
    lines = {
        "shipped": (shipped, field("latest"), filled("shipped", "latest"), f"{shipped}>{field('latest')}"),
        "in_time": (presented, at("window"), filled("presented", "shipped"), dated),
        "before_expiry": (presented, field("expiry"), filled("presented", "expiry"),
                          f"{presented}>{field('expiry')}"),
        "invoice": (field("invoice"), at("most"), filled("invoice", "amount"),
                    f"{field('invoice')}>{at('most')}"),
        "drawn": (at("drawn"), field("invoice"), filled("invoice"), f"{at('drawn')}>{field('invoice')}"),
        "insured": (field("insured"), at("least"),
                    f"AND(ISNUMBER({field('insured')}),ISNUMBER({at('least')}))",
                    f"{field('insured')}<{at('least')}"),
    }  # fmt: skip
    ok, bad, unknown = (form.quoted(f"word.{name}") for name in ("ok", "bad", "not_stated"))
    for name, (value, limit, known, wrong) in lines.items():
        result = f"IF({known},IF({wrong},{bad},{ok}),{unknown})"
        if name == "insured":
            result = f"IF({exempt},{form.quoted('word.exempt')},{result})"
        shape = MONEY if name in ("invoice", "drawn", "insured") else DAY
        _line(form, name, f'IF({value}="","",{value})', result, shape)
        form.formula(LINE_ROW[name], REMARK, form.when_started(f'IF({limit}="","",{limit})'),
                     num_format=shape, align="left", **_HAIR)  # fmt: skip
    _outlook(form)
    form.page.colour_signs(LINES + 1, ANSWER, LINE_ROW["answer_by"], ANSWER)


_HAIR: dict[str, Any] = {"bottom": 4, "bottom_color": theme.HAIRLINE}


def _line(form: Checklist, name: str, value: str, result: str, shape: str) -> None:
    """Write one line: its words, its value and its result."""
    row, rules = LINE_ROW[name], default_policy().protection.letter_of_credit
    numbers = {  # the numbers that words name: step, how it reads, what it reads before anything is filled in
        "in_time": ("days", "days", "0", f"{rules.presentation_days}"),
        "insured": ("share", "insured_share", "0%", f"{rules.insured_share:.0%}"),
        "answer_by": ("days", "examination_days", "0", f"{rules.examination_days}"),
    }
    if name in numbers:
        part, step, reads, usual = numbers[name]
        words = form.spliced(f"line.{name}", **{part: f'TEXT({form.at(step)},"{reads}")'})
        told = say(f"{TOPIC}.line.{name}", form.page.edition.language, **{part: usual})
        form.formula(row, LABEL, f"={words}", to=VALUE, value=told, **_HAIR)
    else:
        form.text(row, LABEL, form.own(f"line.{name}"), **_HAIR)
        form.text(row, VALUE, "", **_HAIR)
    form.text(row, GAP, "", **_HAIR)
    form.formula(row, ASKED, form.when_started(value), num_format=shape, align="left", **_HAIR)
    form.formula(row, ANSWER, form.when_started(result), style="check", **_HAIR)


def _outlook(form: Checklist) -> None:
    """Write the days left to present, and to correct after the bank's answer; neither is a fault."""
    at = form.at

    def told(known: str, days: str, otherwise: str) -> str:
        left = form.spliced("word.days_left", days=f'TEXT({days},"0")')
        return f'IF(AND({known}),IF({days}>=0,{left},{otherwise}),"")'

    last, day, by = at("last_day"), at("day"), at("answer_by")
    over = form.spliced("word.days_over", days=f'TEXT({day}-{last},"0")')
    both = f"ISNUMBER({last}),ISNUMBER({day})"
    _line(form, "last_day", last, told(both, f"({last}-{day})", over), DAY)
    form.formula(LINE_ROW["last_day"], REMARK, form.when_started(day), num_format=DAY, align="left", **_HAIR)
    both = f"ISNUMBER({last}),ISNUMBER({by})"
    _line(form, "answer_by", by, told(both, f"({last}-{by})", form.quoted("word.no_room")), DAY)
    form.formula(LINE_ROW["answer_by"], REMARK, form.when_started(last), num_format=DAY, align="left",
                 **_HAIR)  # fmt: skip


def _questions(form: Checklist) -> None:
    """Write the questions with a list of answers and room for a remark."""
    sheet, words = form.page.sheet, [form.own(f"word.{name}") for name in ("yes", "no", "not_applicable")]
    note: dict[str, Any] = {"bottom": 1, "bottom_color": theme.ACCENT, "font_size": 9}
    asked = form.page.theme.style("plain", font_size=10, text_wrap=True, **_HAIR)
    looks = [form.page.theme.style("input", num_format="@", align="left", font_size=10, **more)
             for more in ({}, {"text_wrap": True})]  # fmt: skip
    for section, names in ITEMS.items():
        form.section(HEADS[section], LABEL, ANSWER, form.own(f"{section}.heading"))
        form.text(HEADS[section], ANSWER, form.own("answer"), "note", **note)
        form.text(HEADS[section], REMARK, form.own("remark"), "note", **note)
        for name in names:
            row, text = ITEM_ROW[f"{section}.{name}"], form.own(f"{section}.{name}")
            sheet.merge_range(row, LABEL, row, ASKED, text, asked)
            width = sum(1 if character.isascii() else 2 for character in text)
            if width > LONG:
                sheet.set_row(row, TWO_LINES)
            sheet.write_blank(row, ANSWER, None, looks[0])
            sheet.write_blank(row, REMARK, None, looks[1])
        first, last = HEADS[section] + 1, HEADS[section] + len(names)
        sheet.data_validation(first, ANSWER, last, ANSWER, {"validate": "list", "source": words})
        raised, ink, fill = ((words[0], theme.BAD, RED_FILL) if section == "flag"
                             else (words[1], theme.WATCH, AMBER_FILL))  # fmt: skip
        look = form.page.edition.book.add_format({"font_color": ink, "bg_color": fill, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{raised}"', "format": look}
        sheet.conditional_format(first, ANSWER, last, ANSWER, rule)


def _foot(form: Checklist) -> None:
    """Write the sources and leave room for three signatures."""
    sheet = form.page.sheet
    form.text(NOTES, LABEL, form.own("notice"), font_size=9)
    shape = form.page.theme.style("note", font_size=9, text_wrap=True, valign="top")
    sheet.merge_range(NOTES + 1, LABEL, NOTES + 1, REMARK, form.own("sources"), shape)
    sheet.set_row(NOTES + 1, 28)
    sheet.set_row(SIGNATURES, 30)
    above: dict[str, Any] = {"top": 1, "top_color": theme.MUTED, "font_size": 9}
    for column, key in ((LABEL, "prepared"), (ASKED, "checked"), (REMARK, "released")):
        form.text(SIGNATURES + 1, column, form.own(key), "stamp", **above)
