"""The answer to a request for longer terms, step by step beyond the form: native formulas over the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from workbooks.template.credit_grid import QUIET
from workbooks.template.credit_lookups import spliced
from xlcredit.credit.grades import NOT_RATED
from xlcredit.credit.terms_request import EARLIER_MONTHS
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import LANGUAGES, entry, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbooks.template.terms_request import Form

BEHIND_LABEL, BEHIND = 9, 10
ROLES: Final = ("assistant", "credit_manager", "controller", "cfo", "president")
TABLES: Final = ("scores", "customer_history", "insurance", "worklist")
STEPS: Final = (
    "key", *TABLES, "day", "ready", "late", "recorded", "number", "offered", "stops", "first_share",
    "most_days", "refuse_grade", "security_grade", "security_above", "security_share", "refuse_days",
    "escalate_from", *ROLES[:-1], "refused", "escalated", "first", "rest", "needed", "granted", "start",
    "place", "limit_factor", "why",
)  # fmt: skip
PLACES: Final[Mapping[str, int]] = {name: place for place, name in enumerate(STEPS, start=2)}
"""Row of each step beyond the page."""
REQUESTS = "terms.requests"
DATED = ("day", "start")
LISTED = len(LETTERS)  # grades that a list of the policy may name


def behind(form: Form, found: Mapping[str, str], recorded: str) -> None:
    """Write the steps beyond the page, each below the one it stands on.

    Parameters
    ----------
    form : Form
        The page.
    found : mapping of str to str
        Formulas of the customer's key and of its row in each table.
    recorded : str
        Expression of the earlier requests on record.
    """
    page = form.page
    page.text(1, BEHIND_LABEL, form.say("terms_request.behind"), "note", font_size=9)
    policy = _policy_numbers(form)
    formulas = {**found, **_given(form, recorded), **policy, **_answer(form)}
    rules = default_policy()
    cached: dict[str, Any] = {role: getattr(rules.approval, role) for role in ROLES[:-1]}
    cached |= {name: getattr(rules.terms.requests, path) for name, path in NUMBERS.items()}
    labels = {name: say(f"sheets.{_sheet_of(name)}", page.edition.language) for name in TABLES}
    labels |= {name: say(f"policy.words.{name}", page.edition.language) for name in ROLES[:-1]}
    labels["late"], labels["why"] = (
        form.say("terms_request.late"),
        say("credit.request.column.why", page.edition.language),
    )
    labels["limit_factor"] = say("credit.request.column.limit_factor", page.edition.language)
    labels["recorded"] = form.say("terms_request.earlier")
    for name, row in PLACES.items():
        text = labels.get(name) or form.say(f"terms_request.step.{name}")
        page.text(row, BEHIND_LABEL, text, "note", font_size=9)
        value = cached.get(name, 0 if name == "ready" else "")
        shape: dict[str, Any] = {"num_format": "yyyy-mm-dd"} if name in DATED else {}
        form.formula(row, BEHIND, formulas[name], value=value, **QUIET, **shape)


def _sheet_of(table: str) -> str:
    """Return the sheet of a table."""
    return "dunning" if table == "worklist" else table


NUMBERS: Final = {
    "first_share": "first_payment_share",
    "security_above": "security_above",
    "security_share": "security_share",
    "refuse_days": "refuse_days_past_due",
    "escalate_from": "escalate_from_requests",
}


def _policy(form: Form, path: str, otherwise: float) -> str:
    """Return the expression of a number of the Policy sheet; the default's where it is not there or blank."""
    paths, values = (form.page.edition.ref("policy", name) for name in ("path", "value"))
    at = f"INDEX({values},MATCH({path},{paths},0))"
    return f'IFERROR(IF({at}="",{otherwise:g},{at}),{otherwise:g})'


def _policy_numbers(form: Form) -> dict[str, str]:
    """Return the formulas of the policy's numbers, those of the grade for the customer that is chosen."""
    rules = default_policy()
    grade = form.finder.value("scores", "grade")
    known = {
        name: (f"{REQUESTS}.{path}", getattr(rules.terms.requests, path)) for name, path in NUMBERS.items()
    }
    known |= {role: (f"approval.{role}", getattr(rules.approval, role)) for role in ROLES[:-1]}
    formulas = {name: "=" + _policy(form, f'"{path}"', number) for name, (path, number) in known.items()}
    formulas["most_days"] = form.when_found(_policy(form, f'"{REQUESTS}.most_days."&{grade}', 0))
    paths, values = (form.page.edition.ref("policy", name) for name in ("path", "value"))
    for name, listed in (("refuse_grade", "refuse_grades"), ("security_grade", "security_grades")):
        counts = "+".join(
            f'COUNTIFS({paths},"{REQUESTS}.{listed}.{place}",{values},{grade})'
            for place in range(1, LISTED + 1)
        )
        formulas[name] = form.when_found(f"IF({counts}>0,1,0)")
    return formulas


def _given(form: Form, recorded: str) -> dict[str, str]:
    """Return the formulas of what was filled in; blanks are what the function takes them for."""
    field, at = form.field, form.at
    asked_on, due, earlier, security = (
        field(name) for name in ("asked_on", "due_date", "earlier", "security")
    )
    numbers = f'IF({form.found}="",FALSE,AND(ISNUMBER({field("amount")}),ISNUMBER({field("days")})))'
    at_least = f"AND({field('amount')}>=0,{field('days')}>=0,N({security})>=0,N({earlier})>=0)"
    action = form.finder.value("scores", "action")
    stops = ",".join(f'{action}="{entry("credit.action.stop_supply")[language]}"' for language in LANGUAGES)
    return {
        "day": f'=IF(ISNUMBER({asked_on}),{asked_on},IF(ISNUMBER(AsOf),AsOf,""))',
        "ready": f"=IF({numbers},IF(ISNUMBER({at('day')}),IF({at_least},1,0),0),0)",
        "late": f'=IF({at("ready")}=0,"",IF(ISNUMBER({due}),MAX(0,{at("day")}-{due}),0))',
        "recorded": f'=IF(OR({form.found}="",NOT(ISNUMBER({at("day")}))),"",{recorded})',
        "number": f'=IF({form.found}="","",IF(ISNUMBER({earlier}),{earlier},N({at("recorded")}))+1)',
        "offered": f'=IF({at("ready")}=0,"",N({security}))',
        "stops": form.when_found(f"IF(OR({stops}),1,0)"),
    }


def _answer(form: Form) -> dict[str, str]:
    """Return the formulas of the answer, those of `xlcredit.credit.terms_request`."""
    field, at = form.field, form.at
    grade, amount, days = form.finder.value("scores", "grade"), field("amount"), field("days")
    unrated = f'{grade}="{NOT_RATED}"'
    refused = f"OR({at('stops')}=1,{unrated},{at('refuse_grade')}=1,{at('late')}>{at('refuse_days')})"
    repeated = f"{at('number')}>={at('escalate_from')}"
    is_long = f'AND({days}>{at("most_days")},{grade}<>"{NOT_RATED}",{at("refuse_grade")}=0)'
    no = f"{at('refused')}=1"
    due = field("due_date")
    is_secured = f"OR({at('security_grade')}=1,{at('rest')}>{at('security_above')})"
    above = "+".join(f"({at('rest')}>{at(role)})" for role in ROLES[:-1])
    now, lower = (
        _policy(form, f'"limits.grade_factor."&{letter}', 0) for letter in (grade, f"CHAR(CODE({grade})+1)")
    )
    is_letter = f'ISNUMBER(FIND({grade},"{"".join(LETTERS[:-1])}"))'
    expressions = {
        "refused": f"IF({refused},1,0)",
        "escalated": f"IF(OR({repeated},{is_long}),1,0)",
        "first": f"IF({no},{amount},ROUND({amount}*{at('first_share')},2))",
        "rest": f"IF({no},0,ROUND({amount}-{at('first')},2))",
        "needed": f"IF({no},0,IF({is_secured},ROUND({at('rest')}*{at('security_share')},2),0))",
        "granted": f"IF({no},0,MIN({days},{at('most_days')}))",
        "start": f"IF(ISNUMBER({due}),MAX({due},{at('day')}),{at('day')})",
        "place": f"IF({no},0,MIN({len(ROLES)},1+{above}+{at('escalated')}))",
        "limit_factor": f"IF(AND({repeated},{is_letter}),IF({now}=0,1,{lower}/{now}),1)",
        "why": _grounds(form, unrated, repeated, is_long),
    }
    return {name: f'=IF({at("ready")}=0,"",{text})' for name, text in expressions.items()}


def _grounds(form: Form, unrated: str, repeated: str, is_long: str) -> str:
    """Return the expression of the grounds in words, the gravest first."""
    field, at = form.field, form.at
    grade = form.finder.value("scores", "grade")
    lacks = f"AND({at('refused')}=0,{at('needed')}>{at('offered')})"
    fine = f"AND({at('refused')}=0,{at('escalated')}=0,{at('needed')}<={at('offered')})"
    grounds: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("stops_supply", f'{at("stops")}=1', {}),
        ("not_rated", unrated, {}),
        ("grade", f'AND({at("refuse_grade")}=1,{grade}<>"{NOT_RATED}")', {"grade": grade}),
        ("late", f'{at("late")}>{at("refuse_days")}', {
            "days:.0f": _text(at("late"), "0"), "most": _text(at("refuse_days"), "0"),
        }),
        ("repeated", repeated, {"number:.0f": _text(at("number"), "0"), "months": f'"{EARLIER_MONTHS}"'}),
        ("too_long", is_long, {
            "days:.0f": _text(field("days"), "0"), "grade": grade, "most": _text(at("most_days"), "0"),
        }),
        ("security", lacks, {
            "needed:,.2f": _text(at("needed"), "#,##0.00"),
            "offered:,.2f": _text(at("offered"), "#,##0.00"),
        }),
        ("within_rules", fine, {"share:.0%": _text(at("first_share"), "0%")}),
    )  # fmt: skip
    language = form.page.edition.language
    join = say("policy.join", language)
    parts = "&".join(
        f'IF({condition},"{join}"&{_worded(entry(f"credit.request.ground.{key}")[language], fields)},"")'
        for key, condition, fields in grounds
    )
    return f"MID({parts},{len(join) + 1},999)"


def _text(expression: str, shape: str) -> str:
    """Return the expression of a number in words."""
    return f'TEXT({expression},"{shape}")'


def _worded(text: str, fields: Mapping[str, str]) -> str:
    """Return the expression of a text whose fields are expressions, their Python formats taken off."""
    for name in fields:
        text = text.replace("{" + name + "}", "{" + name.partition(":")[0] + "}")
    return spliced(text, **{name.partition(":")[0]: part for name, part in fields.items()})
