"""A request for longer terms on one A4 page: filled in by an analyst, answered by the policy, signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.utility import quote_sheetname

from workbooks.template import dunning, insurance, theme
from workbooks.template.credit_grid import File, cell
from workbooks.template.credit_lookups import (
    Finder,
    customer_ids,
    decisions_column,
    escaped,
    spliced,
    write_selector,
)
from workbooks.template.layout import BODY_ROW, FLAG_NAME, LAST_ROW, STAMP_NAME
from workbooks.template.sheets import sheet_name
from workbooks.template.terms_answer import PLACES, ROLES, behind
from xlcredit.ledger.vocabulary import words
from xlcredit.policy import default_policy
from xlcredit.texts import entry, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbooks.template.layout import Page
    from workbooks.template.theme import StyleName

# Columns: what is asked, its value over two, a gap, what is known, its value over two.
MARGIN, LABEL, VALUE, MORE, GAP, KNOWN, FIGURE, MARK = range(8)
BEHIND_LABEL, BEHIND = 9, 10
WIDTHS = (1, 31, 17, 16, 2, 31, 15, 20, 3, 32, 14)
TITLE, SELECTOR, STAMP, SENTENCE = range(4)
REQUEST = 5
FIELDS: Final[Mapping[str, int]] = {  # what is filled in, and over how many rows
    "asked_on": 1, "documents": 2, "amount": 1, "due_date": 1, "days": 1, "reason": 3, "security_kind": 2,
    "security": 1, "earlier": 1, "parts": 1,
}  # fmt: skip
FIELD_ROW: Final[Mapping[str, int]] = {
    name: REQUEST + 1 + sum(list(FIELDS.values())[:place]) for place, name in enumerate(FIELDS)
}
ANSWER = REQUEST + 16
WHY = ANSWER + 6
PLAN = WHY + 2
DECISION = PLAN + 8
SIGNATURES = DECISION + 6
GAPS = (SENTENCE + 1, ANSWER - 1, PLAN - 1, DECISION - 1, SIGNATURES - 1)
WIDE = ("documents", "reason", "security_kind")  # words over two columns
HEIGHT = 20.25
KINDS: Mapping[str, str] = {"asked_on": "date", "due_date": "date", "amount": "money", "security": "money"}
WHOLE, MONEY, DAY = "0", "#,##0.00;-#,##0.00;0.00", "yyyy-mm-dd"
SHAPES = {"date": DAY, "money": MONEY}


@dataclass(frozen=True)
class Form(File):
    """The page being written, in the words of its own topic."""

    def spliced(self, key: str, **parts: str) -> str:
        """Return the expression of a text of the form whose placeholders are expressions."""
        return spliced(entry(f"template.terms_request.{key}")[self.page.edition.language], **parts)

    def field(self, name: str) -> str:
        """Return the cell that a person fills in."""
        return cell(FIELD_ROW[name], VALUE)

    def at(self, name: str) -> str:
        """Return the cell beyond the page that holds a row, a number of the policy or a step."""
        return cell(PLACES[name], BEHIND)


def build(page: Page) -> None:
    """Lay out the form."""
    sheet = page.sheet
    sheet.hide_gridlines(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row in range(SIGNATURES):
        sheet.set_row(row, 7.5 if row in GAPS else HEIGHT)
    rows = {
        name: cell(PLACES[name], BEHIND) for name in ("scores", "customer_history", "insurance", "worklist")
    }
    form = Form(page, Finder(page.edition, rows), cell(SELECTOR, VALUE))
    behind(form, _places_of_the_customer(form), _recorded(form))
    for block in (_head, _request, _facts, _answer, _plan, _approval, _decision):
        block(form)
    sheet.print_area(0, 0, SIGNATURES + 1, MARK)
    page.print_setup(repeat_to=-1, pages_high=1, portrait=True)
    sheet.center_horizontally()


def _places_of_the_customer(form: Form) -> dict[str, str]:
    """Return the formula that finds the customer in each table."""
    edition, key = form.page.edition, form.at("key")

    def column(name: str, header_row: int) -> str:
        sheet = quote_sheetname(sheet_name(name, edition.language))  # type: ignore[arg-type]
        return f"{sheet}!$A${header_row + 2}:$A${LAST_ROW + 1}"

    ids = {
        "scores": customer_ids(edition, "scores"),
        "customer_history": customer_ids(edition, "customer_history"),
        "insurance": column("insurance", insurance.LIST_ROW),
        "worklist": column("dunning", dunning.WORKLIST_ROW),
    }
    found = {name: f'=IF({key}="","",IFERROR(MATCH({key},{area},0),""))' for name, area in ids.items()}
    return {"key": f'=IF({form.selected}="","",{escaped(form.selected)})', **found}


def _recorded(form: Form) -> str:
    """Return the expression of the requests of the twelve months before, from the Decisions sheet."""
    ids, days, kinds = (decisions_column(form.page.edition, place) for place in range(3))
    day = form.at("day")
    return "+".join(
        f'COUNTIFS({ids},{form.at("key")},{kinds},"{word}",{days},">"&EDATE({day},-12),{days},"<="&{day})'
        for word in words()["decision_kinds"]["terms"]
    )


def _head(form: Form) -> None:
    """Write title, flag, selector, name, stamp and the answer in a sentence."""
    page, say_it = form.page, form.page.edition.say
    page.text(TITLE, LABEL, say(f"sheets.title.{page.key}", page.edition.language), "title")
    form.formula(
        TITLE, FIGURE, f"={FLAG_NAME}", to=MARK, value=say_it("flag.empty"), style="flag",
        align="right", shrink=True,
    )  # fmt: skip
    page.colour_signs(TITLE, FIGURE, TITLE, FIGURE)
    form.text(SELECTOR, LABEL, page.edition.label("customer_id"), "stamp")
    write_selector(page, SELECTOR, VALUE)
    name = form.when_found(form.finder.value("scores", "customer_name"))
    form.formula(SELECTOR, MORE, name, to=MARK, style="section", font_size=14, indent=1, shrink=True)
    form.formula(STAMP, LABEL, f"={STAMP_NAME}", value=say_it("empty.stamp"), style="stamp")
    form.formula(
        SENTENCE,
        LABEL,
        _sentence(form),
        to=MARK,
        value=form.say("terms_request.empty"),
        style="headline",
        font_size=12,
    )
    page.sheet.set_row(TITLE, 24)
    page.sheet.set_row(SELECTOR, 22)
    page.sheet.set_row(SENTENCE, 34)


def _sentence(form: Form) -> str:
    """Return the formula of the sentence: the answer, or what is missing for one."""
    at = form.at
    amount, needed, first, rest = (
        f'TEXT({expression},"#,##0.00")'
        for expression in (form.field("amount"), at("needed"), at("first"), at("rest"))
    )
    parts = {
        "needed": needed,
        "first": first,
        "rest": rest,
        "day": f'TEXT({at("start")},"{DAY}")',
        "last": f'TEXT({at("start")}+{at("granted")},"{DAY}")',
    }
    accepted, secured, escalated = (form.spliced(key, **parts) for key in ("accept", "secured", "escalate"))
    refused = form.spliced("refuse", amount=amount)
    lacks = f"{at('needed')}>{at('offered')}"
    answer = (
        f"IF({at('refused')}=1,{refused},IF({at('escalated')}=1,{escalated},"
        f"IF({lacks},{secured},{accepted})))"
    )
    ids = form.page.edition.ref("scores", "customer_name")
    absent = form.spliced("absent", customer=form.selected)
    return (
        f'=IF(COUNTA({ids})=0,"{form.say("terms_request.empty")}",IF({form.selected}="","{form.say("terms_request.choose")}",'
        f'IF({form.found}="",{absent},IF({at("ready")}=0,"{form.say("terms_request.unfilled")}",{answer}))))'
    )


def _request(form: Form) -> None:
    """Leave the cells that a person fills in."""
    page = form.page
    form.section(REQUEST, LABEL, MORE, form.say("terms_request.request"))
    for name, row in FIELD_ROW.items():
        place = "top" if name in WIDE else "vcenter"
        form.text(row, LABEL, form.say(f"terms_request.{name}"), "stamp", font_size=10, valign=place)
        shape = SHAPES.get(KINDS.get(name, ""), "@" if name in WIDE else WHOLE)
        more: dict[str, Any] = {"text_wrap": True} if name in WIDE else {}
        look = page.theme.style("input", num_format=shape, align="left", valign=place, font_size=10, **more)
        if name in WIDE:
            page.sheet.merge_range(row, VALUE, row + FIELDS[name] - 1, MORE, "", look)
        page.sheet.write_blank(row, VALUE, None, look)
        _validate(form, name, row)
    currency = '=IF(BaseCurrency="","",BaseCurrency)'
    form.formula(FIELD_ROW["amount"], MORE, _beside_amount(form), align="left", shrink=True)
    form.formula(FIELD_ROW["security"], MORE, currency, align="left")
    recorded = form.spliced("recorded", count=form.at("recorded"))
    form.formula(FIELD_ROW["earlier"], MORE, form.when_found(recorded), align="left", font_size=9)


def _beside_amount(form: Form) -> str:
    """Return the formula beside the amount: its currency, or that more is asked for than is open."""
    amount = form.field("amount")
    more = f"{amount}>{form.finder.value('scores', 'open_amount')}"
    is_more = f'IF({form.found}="",FALSE,IF(ISNUMBER({amount}),{more},FALSE))'
    return f'=IF({is_more},"▲ {form.say("terms_request.above_open")}",IF(BaseCurrency="","",BaseCurrency))'


def _validate(form: Form, name: str, row: int) -> None:
    """Take dates, amounts and whole numbers only."""
    say_it = form.page.edition.say
    if name in WIDE:
        return
    kind = KINDS.get(name, "count")
    rule: dict[str, Any] = {
        "date": {"validate": "date", "criteria": ">=", "value": 1},
        "money": {"validate": "decimal", "criteria": ">=", "value": 0},
        "count": {"validate": "integer", "criteria": ">=", "value": 0},
    }[kind]
    if name == "parts":
        rule = {"validate": "list", "source": [1, 2]}
    message = say_it(f"validation.{'count' if kind == 'money' else kind}") if kind != "money" else ""
    rule |= {"input_title": say_it("validation.title"), "input_message": message} if message else {}
    form.page.sheet.data_validation(row, VALUE, row, VALUE, rule)


def _facts(form: Form) -> None:
    """Write what the last refresh knows of the customer."""
    form.section(REQUEST, KNOWN, MARK, form.say("terms_request.facts"))
    find, label = form.finder, form.page.edition.label
    money, days = theme.WHOLE_MONEY, "0"
    lines = (
        (form.say("terms_request.grade_score"), find.shown("scores", "grade"), "@"),
        (label("probability_of_default"), find.shown("scores", "probability_of_default"), "0.00%"),
        (label("open_amount"), find.shown("scores", "open_amount"), money),
        (form.say("terms_request.overdue"), find.shown("customer_history", "overdue"), money),
        (label("credit_limit"), find.shown("scores", "credit_limit"), money),
        (label("recommended_limit"), find.shown("scores", "recommended_limit"), money),
        (label("headroom"), find.shown("scores", "headroom"), money),
        (form.say("terms_request.insured"), find.shown("insurance", "insured_limit"), money),
        (label("worst_days_late"), find.shown("scores", "worst_days_late"), days),
        (form.say("terms_request.promises"), form.when_found(_promises(form)), days),
        (form.say("terms_request.grade_terms"), find.shown("scores", "terms_days"), days),
    )
    for row, (text, formula, shape) in enumerate(lines, start=REQUEST + 1):
        form.text(row, KNOWN, text, "stamp", font_size=10, shrink=True)
        form.formula(row, FIGURE, formula, num_format=shape, align="right")
    form.formula(REQUEST + 1, MARK, find.shown("scores", "score"), num_format="0.0", align="left", indent=1)
    row = REQUEST + 1 + len(lines)
    form.text(row, KNOWN, form.say("terms_request.next_action"), "stamp", font_size=10)
    action = find.shown("worklist", "next_action")
    form.formula(row, FIGURE, action, to=MARK, align="left", shrink=True, font_size=9)


def _promises(form: Form) -> str:
    """Return the expression of the promises of payment whose day has passed, kept or not."""
    sheet = quote_sheetname(sheet_name("contacts", form.page.edition.language))
    first, last = BODY_ROW + 1, LAST_ROW + 1
    ids, promised = (f"{sheet}!${letter}${first}:${letter}${last}" for letter in ("A", "H"))
    return f'COUNTIFS({ids},{form.at("key")},{promised},"<"&{form.at("day")},{promised},">0")'


def _answer(form: Form) -> None:
    """Write decision, amounts, days and grounds."""
    form.section(ANSWER, LABEL, MARK, form.say("terms_request.answer"))
    at, when, words_of = form.at, form.at("ready"), form.page.edition.language

    def shown(expression: str) -> str:
        return f'=IF({when}=0,"",{expression})'

    verdicts = [say(f"credit.request.verdict.{name}", words_of)
                for name in ("refuse", "escalate", "accept_against_security", "accept")]  # fmt: skip
    verdict = (
        f'IF({at("refused")}=1,"{verdicts[0]}",IF({at("escalated")}=1,"{verdicts[1]}",'
        f'IF({at("needed")}>{at("offered")},"{verdicts[2]}","{verdicts[3]}")))'
    )
    roles = ",".join(f'"{say(f"policy.words.{role}", words_of)}"' for role in ROLES)
    role = f'IF({at("refused")}=1,"–",CHOOSE({at("place")},{roles}))'
    renewed = f"{at('start')}+{at('granted')}"
    new_day = f'IF(OR({at("refused")}=1,NOT(ISNUMBER({form.field("due_date")}))),"–",{renewed})'
    column = "credit.request.column."
    left = (
        (f"{column}verdict", verdict, "@"),
        (f"{column}first_payment", at("first"), MONEY),
        (f"{column}extended_amount", at("rest"), MONEY),
        (f"{column}granted_days", at("granted"), WHOLE),
        ("template.terms_request.late", at("late"), WHOLE),
    )
    right = (
        (f"{column}approval", role, "@"),
        (f"{column}new_due_date", new_day, DAY),
        (f"{column}security_needed", at("needed"), MONEY),
        ("template.terms_request.security_kind", at("offered"), MONEY),
        (f"{column}limit_factor", at("limit_factor"), "0.00"),
    )
    for label, value, lines in ((LABEL, VALUE, left), (KNOWN, FIGURE, right)):
        for row, (key, expression, shape) in enumerate(lines, start=ANSWER + 1):
            is_first = row == ANSWER + 1
            form.text(row, label, say(key, words_of), "stamp", font_size=10)
            form.formula(
                row, value, shown(expression), to=value + 1 if is_first else None, num_format=shape,
                align="left", bold=is_first,
            )  # fmt: skip
    form.text(WHY, LABEL, say(f"{column}why", words_of), "stamp", font_size=10, valign="top")
    form.formula(WHY, VALUE, shown(at("why")), to=MARK, align="left", valign="top", text_wrap=True)
    form.page.sheet.set_row(WHY, 44)


def _plan(form: Form) -> None:
    """Write the payments: the first at once or when due, the rest in one or two."""
    at, when, amount = form.at, form.at("ready"), form.field("amount")
    form.section(PLAN, LABEL, MORE, form.say("terms_request.plan"))
    for column, key in ((LABEL, "payment"), (VALUE, "by"), (MORE, "sum")):
        style: StyleName = "header_number" if key == "sum" else "header"
        form.text(
            PLAN + 1,
            column,
            form.say(f"terms_request.{key}"),
            style,
            text_wrap=False,
            align="right" if key == "sum" else "left",
        )
    refused, parts, rest = f"{at('refused')}=1", form.field("parts"), at("rest")
    is_two = f"IF({parts}=2,{rest}>0,FALSE)"
    last = f"{at('start')}+{at('granted')}"
    half = cell(PLAN + 3, MORE)
    rows: tuple[tuple[str, str, str, str], ...] = (
        (
            f'IF({refused},"{form.say("terms_request.all_at_once")}","{form.say("terms_request.first")}")',
            f"IF({refused},{at('day')},{at('start')})",
            at("first"),
            "TRUE",
        ),
        (
            f'IF({is_two},"{form.say("terms_request.rest_1")}","{form.say("terms_request.rest")}")',
            f"IF({is_two},{at('start')}+ROUNDUP({at('granted')}/2,0),{last})",
            f"IF({is_two},ROUND({rest}/2,2),{rest})",
            f"{rest}>0",
        ),
        (f'"{form.say("terms_request.rest_2")}"', last, f"ROUND({rest}-{half},2)", is_two),
    )
    for row, (text, day, sum_, applies) in enumerate(rows, start=PLAN + 2):
        here = f"IF({when}=0,FALSE,{applies})"
        cells: tuple[tuple[int, str, dict[str, Any]], ...] = (
            (LABEL, text, {}),
            (VALUE, day, {"num_format": DAY, "align": "left"}),
            (MORE, sum_, {"num_format": MONEY, "align": "right"}),
        )
        for column, value, look in cells:
            form.formula(
                row, column, f'=IF({here},{value},"")', bottom=4, bottom_color=theme.HAIRLINE, **look
            )
    total = PLAN + 5
    form.text(total, LABEL, form.say("terms_request.total"), "total", font_size=10)
    form.text(total, VALUE, "", "total")
    area = f"{cell(PLAN + 2, MORE)}:{cell(PLAN + 4, MORE)}"
    form.formula(
        total, MORE, f'=IF({when}=0,"",ROUND(SUM({area}),2))', style="total", num_format=MONEY, align="right"
    )
    ties, not_ties = form.say("terms_request.ties"), form.say("terms_request.ties_not")
    form.formula(
        total + 1, LABEL,
        f'=IF({when}=0,"",IF(ROUND({cell(total, MORE)}-{amount},2)=0,"{ties}","{not_ties}"))',
        to=MORE, style="check", font_size=9, align="right",
    )  # fmt: skip
    form.page.colour_signs(total + 1, LABEL, total + 1, LABEL)


def _approval(form: Form) -> None:
    """Write the levels of the policy and mark the lowest that may agree."""
    form.section(PLAN, KNOWN, MARK, form.say("terms_request.approval"))
    form.text(PLAN + 1, KNOWN, form.say("terms_request.level"), "header", text_wrap=False)
    form.text(
        PLAN + 1, FIGURE, form.say("terms_request.up_to"), "header_number", text_wrap=False, align="right"
    )
    form.text(PLAN + 1, MARK, "", "header")
    line: dict[str, Any] = {"bottom": 4, "bottom_color": theme.HAIRLINE}
    for place, role in enumerate(ROLES, start=1):
        row = PLAN + 1 + place
        form.text(row, KNOWN, say(f"policy.words.{role}", form.page.edition.language), font_size=10, **line)
        if role == ROLES[-1]:
            form.text(row, FIGURE, form.say("terms_request.above"), font_size=10, align="right", **line)
        else:
            value = getattr(default_policy().approval, role)
            form.formula(row, FIGURE, f"={form.at(role)}", value=value,
                         num_format=theme.WHOLE_MONEY, align="right", **line)  # fmt: skip
        decides = f'IF({form.at("place")}={place},"{form.say("terms_request.decides")}","")'
        shown = f'=IF({form.at("ready")}=0,"",IF({form.at("refused")}=1,"",{decides}))'
        form.formula(row, MARK, shown, bold=True, font_color=theme.ACCENT, shrink=True, **line)


def _decision(form: Form) -> None:
    """Leave room for what is decided, and for three signatures with their dates."""
    form.section(DECISION, LABEL, MARK, form.say("terms_request.decision"))
    form.text(DECISION + 1, LABEL, form.say("terms_request.options"), font_size=11)
    form.text(DECISION + 2, LABEL, form.say("terms_request.conditions"), "stamp", font_size=10)
    line: dict[str, Any] = {"bottom": 4, "bottom_color": theme.HAIRLINE}
    for row in (DECISION + 3, DECISION + 4):
        for column in range(LABEL, MARK + 1):
            form.text(row, column, "", **line)
        form.page.sheet.set_row(row, 26)
    form.page.sheet.set_row(SIGNATURES, 30)
    above: dict[str, Any] = {"top": 1, "top_color": theme.MUTED, "font_size": 9}
    for column, key in ((LABEL, "proposed"), (KNOWN, "reviewed"), (MARK, "approved")):
        form.text(SIGNATURES + 1, column, form.say(f"terms_request.{key}"), "stamp", **above)
