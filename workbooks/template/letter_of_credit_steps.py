"""What the checklist for a letter of credit stands on, beyond its page: numbers of the policy, and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from workbooks.template.credit_grid import QUIET
from workbooks.template.credit_lookups import customer_ids, escaped
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbooks.template.letter_of_credit import Checklist

TOPIC = "letter_of_credit"
BEHIND_LABEL, BEHIND = 8, 9
STEPS = (
    "key", "scores", "started", "policy_days", "examination_days", "insured_share", "days", "day", "window",
    "last_day", "most", "drawn", "least", "answer_by",
)  # fmt: skip
PLACES: Final[Mapping[str, int]] = {name: place for place, name in enumerate(STEPS, start=2)}
"""Row of each step beyond the page."""
STEP_SHAPES = dict.fromkeys(("day", "window", "last_day", "answer_by"), "yyyy-mm-dd")
NUMBERS = {"policy_days": "presentation_days"} | {
    name: name for name in ("examination_days", "insured_share")
}
POLICY = f"protection.{TOPIC}"


def behind(form: Checklist) -> None:
    """Write the numbers of the policy and the limits beyond the page.

    Parameters
    ----------
    form : Checklist
        The page.
    """
    form.page.text(1, BEHIND_LABEL, form.own("behind"), "note", font_size=9)
    rules = default_policy().protection.letter_of_credit
    cached: dict[str, Any] = {step: getattr(rules, name) for step, name in NUMBERS.items()}
    cached |= {"days": rules.presentation_days, "started": 0}
    formulas = {**_customer(form), **_policy_numbers(form), **_limits(form)}
    for name, row in PLACES.items():
        form.page.text(row, BEHIND_LABEL, form.own(f"step.{name}"), "note", font_size=9)
        shape: dict[str, Any] = {"num_format": STEP_SHAPES[name]} if name in STEP_SHAPES else {}
        form.formula(row, BEHIND, formulas[name], value=cached.get(name, ""), **QUIET, **shape)


def _customer(form: Checklist) -> dict[str, str]:
    """Return the formulas that find the customer, and whether anything is filled in."""
    key, ids = form.at("key"), customer_ids(form.page.edition, "scores")
    return {
        "key": f'=IF({form.selected}="","",{escaped(form.selected)})',
        "scores": f'=IF({key}="","",IFERROR(MATCH({key},{ids},0),""))',
        "started": f"=IF(COUNTA({','.join([form.selected, *form.inputs])})>0,1,0)",
    }


def _policy_numbers(form: Checklist) -> dict[str, str]:
    """Return the formulas of the policy's numbers; the default's where the Policy sheet has none."""
    paths, values = (form.page.edition.ref("policy", name) for name in ("path", "value"))
    rules = default_policy().protection.letter_of_credit
    found = {}
    for step, name in NUMBERS.items():
        at, otherwise = f'INDEX({values},MATCH("{POLICY}.{name}",{paths},0))', f"{getattr(rules, name):g}"
        found[step] = f'=IFERROR(IF({at}="",{otherwise},{at}),{otherwise})'
    return found


def _limits(form: Checklist) -> dict[str, str]:
    """Return the formulas of what dates and amounts are held against; blank where something is not stated."""
    field, at, filled = form.field, form.at, form.filled
    window = f"{field('shipped')}+{at('days')}"
    base = f"IF({filled('cif')},{field('cif')},MAX({at('drawn')},N({field('invoice')})))"
    expressions = {
        "days": f"IF({filled('own_days')},{field('own_days')},{at('policy_days')})",
        "day": f'IF({filled("checked_on")},{field("checked_on")},IF(ISNUMBER(AsOf),AsOf,""))',
        "window": f'IF({filled("shipped")},{window},"")',
        "last_day": f'IF({filled("shipped", "expiry")},MIN({at("window")},{field("expiry")}),"")',
        "most": f'IF({filled("amount")},ROUND({field("amount")}*(1+N({field("tolerance")})),2),"")',
        "drawn": f'IF({filled("drawn")},{field("drawn")},IF({filled("invoice")},{field("invoice")},""))',
        "least": f'IF(OR({filled("cif")},ISNUMBER({at("drawn")})),ROUND({base}*{at("insured_share")},2),"")',
        "answer_by": (f'IF({filled("presented")},WORKDAY({field("presented")},{at("examination_days")}),"")'),
    }
    return {name: f"={text}" for name, text in expressions.items()}
