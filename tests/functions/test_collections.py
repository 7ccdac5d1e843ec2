"""Collections in a cell: rules that stand at the door, above those the domain tests hold."""

from __future__ import annotations

from datetime import date

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError, serial_of
from xlcredit.policy import default_policy, overlay, policy_rows
from xlcredit.texts import use_language

DUE, UNTIL = serial_of(date(2026, 1, 31)), serial_of(date(2026, 3, 2))  # 30 days


def sheet(changes):
    """The rows of a Policy sheet as Excel hands them over: dates as serial numbers."""
    rows = policy_rows(overlay(default_policy(), changes), "en")
    return [[serial_of(cell) if isinstance(cell, date) else cell for cell in row] for row in rows]


def test_dunningstage_speaks_chinese_and_keeps_own_names() -> None:
    use_language("zh")
    policy = sheet({"dunning.stages.法务部跟进": 45})
    assert catalogue()["DUNNINGSTAGE"](((20.0,), (50.0,), (0.0,), (None,), ("#N/A",)), policy) == [
        ["正式催告函"], ["法务部跟进"], ["未到期"], [CellError("#N/A")], [CellError("#N/A")],
    ]  # fmt: skip


def test_lateinterest_takes_serial_dates_names_and_labels() -> None:
    late = catalogue()["LATEINTEREST"]
    # EU, first half of 2026: 2.15 + 8 = 10.15 %, 30 days of 365
    expected = pytest.approx(10_000 * 0.1015 * 30 / 365)
    assert late(10_000.0, DUE, UNTIL) == late(10_000.0, DUE, UNTIL, "eu") == expected
    assert late(10_000.0, DUE, UNTIL, "欧盟2011/7号指令（最低）") == expected


def test_lateinterest_on_the_falling_balance() -> None:
    payments = ((DUE + 10, 4000.0), (None, None), (serial_of(date(2026, 12, 1)), 6000.0))
    found = catalogue()["LATEINTEREST"](10_000.0, DUE, UNTIL, 0.12, payments)
    assert found == pytest.approx((10_000 * 10 + 6_000 * 20) * 0.12 / 365)


def test_lateinterest_with_only_blank_payments_is_that_without() -> None:
    late = catalogue()["LATEINTEREST"]
    assert late(10_000.0, DUE, UNTIL, 0.12, ((None, None), (" ", ""))) == late(10_000.0, DUE, UNTIL, 0.12)


def test_lateinterest_column_keeps_each_row_s_own_fate() -> None:
    amounts = ((1000.0,), (None,), ("#REF!",), (-5.0,), (1000.0,))
    untils = ((UNTIL,), (UNTIL,), (UNTIL,), (UNTIL,), (serial_of(date(2028, 1, 1)),))
    faults.forget()
    found = catalogue()["LATEINTEREST"](amounts, DUE, untils, "DE")
    alone = catalogue()["LATEINTEREST"](1000.0, DUE, UNTIL, "DE")
    unknown = CellError("#N/A")
    assert found == [[pytest.approx(alone)], [unknown], [CellError("#REF!")], [unknown], [unknown]]


@pytest.mark.parametrize(
    ("arguments", "code", "english", "chinese"),
    [
        (
            (100.0, DUE, serial_of(date(2027, 3, 1)), "DE"),
            "#N/A",
            "known until 2026-12-31",
            "截至 2026-12-31",
        ),
        ((100.0, DUE, UNTIL, "US"), "#VALUE!", "rule: got 'US'", "可接受的是 UK"),
        ((100.0, DUE, UNTIL, 12.0), "#NUM!", "12 % is 0.12", "12% 应写作 0.12"),
        ((-1.0, DUE, UNTIL), "#NUM!", "amount: got -1", "须大于或等于 0"),
        ((None, DUE, UNTIL), "#N/A", "blank arguments: amount", "空白参数：amount"),
        ((100.0, None, UNTIL, 0.1, ((DUE, 1.0),)), "#N/A", "blank arguments: due_date", "due_date"),
        ((100.0, DUE, UNTIL, 0.1, ((DUE, 1.0, 2.0),)), "#VALUE!", "got 3 columns", "3 列"),
        ((100.0, DUE, UNTIL, 0.1, ((DUE, None),)), "#N/A", "payments, row 1", "第 1 行"),
        ((100.0, DUE, UNTIL, 0.1, ((DUE, -1.0),)), "#NUM!", "payments: got -1", "payments：收到 -1"),
        ((100.0, DUE, UNTIL, 0.1, (("soon", 1.0),)), "#VALUE!", "payments[1]", "payments[1]"),
        ((100.0, DUE, UNTIL, 0.1, ((DUE, "#N/A"),)), "#N/A", "payments: holds the error", "payments"),
        ((((1.0,), (2.0,)), DUE, UNTIL, 0.1, ((DUE, 1.0),)), "#VALUE!", "for 2 debts", "2 笔欠款"),
    ],
)
def test_lateinterest_says_what_is_wrong(
    arguments: tuple[object, ...], code: str, english: str, chinese: str
) -> None:
    for language, reason in (("en", english), ("zh", chinese)):
        use_language(language)
        faults.forget()
        assert catalogue()["LATEINTEREST"](*arguments) == CellError(code)
        assert reason in str(faults.latest(function="LATEINTEREST"))


def test_lateinterest_follows_the_policy_sheet() -> None:
    new = {
        "late_interest.references.ecb_mro.rates.2027-01-01": 0.03,
        "late_interest.references.ecb_mro.known_until": date(2027, 1, 1),
        "late_interest.rule": "FR",
    }
    due, until = serial_of(date(2027, 1, 31)), serial_of(date(2027, 2, 10))
    found = catalogue()["LATEINTEREST"](36_500.0, due, until, None, None, sheet(new))
    assert found == pytest.approx(130.0)  # 3 + 10 = 13 %, 10 days


def test_instalments_is_a_table_with_the_down_payment_first() -> None:
    rows = catalogue()["INSTALMENTS"](1200.0, 3.0, DUE, 0.25, 0.12)
    assert rows[1] == [0.0, "on agreement", 300.0, 0.0, 300.0, 900.0]
    assert [row[1] for row in rows[2:]] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    # PMT(1%,3,-900) = 306.0199 -> 306.01; interest 9.00
    assert rows[2][2:] == [306.01, 9.0, 297.01, 602.99]
    assert sum(row[4] for row in rows[1:]) == pytest.approx(1200.0, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        ((None, 3.0, DUE), "#N/A", "blank arguments: amount"),
        ((100.0, None, None), "#N/A", "blank arguments: number, first_date"),
        ((100.0, 2.5, DUE), "#VALUE!", "number: got 2.5"),
        ((100.0, 3.0, DUE, 20.0), "#NUM!", "down_payment_share: got 20"),
    ],
)
def test_instalments_says_what_is_wrong(arguments: tuple[object, ...], code: str, reason: str) -> None:
    faults.forget()
    assert catalogue()["INSTALMENTS"](*arguments) == CellError(code)
    assert reason in str(faults.latest(function="INSTALMENTS"))


def test_plan_speaks_chinese() -> None:
    use_language("zh")
    rows = catalogue()["INSTALMENTS"](1200.0, 1.0, DUE, 0.5)
    assert rows[0] == ["期数", "到期日", "还款额", "利息", "本金", "剩余本金"]
    assert rows[1][1] == "签约时"


def test_lateinterest_moves_the_due_date_only_where_a_calendar_is_named() -> None:
    late = catalogue()["LATEINTEREST"]
    sunday, until = serial_of(date(2026, 5, 31)), serial_of(date(2026, 6, 30))
    stays = 36_500 * 0.1027 * 30 / 365
    assert late(36_500.0, sunday, until, "DE") == pytest.approx(stays)
    assert late(36_500.0, sunday, until, "DE", None, None, "DE") == pytest.approx(stays * 29 / 30)
    column = late(((36_500.0,),), ((sunday,),), until, "DE", None, None, "德国")
    assert column == [[pytest.approx(stays * 29 / 30)]]
    assert late(36_500.0, sunday, until, "UK", None, None, "GB") == late(36_500.0, sunday, until, "UK")


def test_a_refusal_names_the_rate_and_the_row_to_add() -> None:
    faults.forget()
    assert catalogue()["LATEINTEREST"](100.0, DUE, serial_of(date(2027, 3, 1)), "DE") == CellError("#N/A")
    reason = str(faults.latest(function="LATEINTEREST"))
    assert "late_interest.references.de_basiszinssatz.rates.2027-01-01" in reason
    assert "late_interest.references.de_basiszinssatz.known_until" in reason


def test_lateclaim_adds_up_and_says_what_is_to_be_confirmed() -> None:
    use_language("en")
    # AT, first half of 2026: 1.53 + 9.2 = 10.73 %, from memory; 10 days: 36,500 x 0.1073 x 10 / 365 = 107.30,
    # paid 1,107.30 first to the interest: 35,500 x 0.1073 x 20 / 365 = 208.72
    payments = ((DUE + 10, 1107.30),)
    rows = catalogue()["LATECLAIM"](36_500.0, DUE, UNTIL, "AT", payments)
    names = ["Debt", "Interest", "Interest", "Fixed sum", "Payments", "Owed on this day"]
    assert [row[0] for row in rows[1:]] == names
    assert [row[6] for row in rows[1:]] == pytest.approx([36_500, 107.30, 208.72, 40, -1107.30, 35_748.72])
    assert [row[7] for row in rows[2:4]] == ["to be confirmed"] * 2
    assert rows[2][4] == pytest.approx(0.1073)
    use_language("zh")
    assert catalogue()["LATECLAIM"](36_500.0, DUE, UNTIL, "AT")[2][7] == "待确认"


def test_latefee_and_businessday_say_what_is_wrong() -> None:
    faults.forget()
    assert catalogue()["LATEFEE"](-1.0, DUE, "UK") == CellError("#NUM!")
    assert catalogue()["LATEFEE"](((None,), (1.0,)), DUE, "UK") == [[CellError("#N/A")], [40.0]]
    assert catalogue()["BUSINESSDAY"](serial_of(date(2027, 2, 6)), "CN") == CellError("#N/A")
    assert "2026-12-31" in str(faults.latest(function="BUSINESSDAY"))
    assert catalogue()["BUSINESSDAY"](DUE, "XX") == CellError("#VALUE!")
    assert catalogue()["BUSINESSDAY"](None, "DE") == CellError("#N/A")


def test_stepped_plan_half_at_once_then_level() -> None:
    rows = catalogue()["INSTALMENTS"](1000.0, 3.0, UNTIL, 0.5, None, DUE)
    assert [row[1] for row in rows[1:3]] == [date(2026, 1, 31), date(2026, 3, 2)]
    assert [row[2] for row in rows[1:]] == [500.0, 166.66, 166.66, 166.68]
    faults.forget()
    assert catalogue()["INSTALMENTS"](1000.0, 3.0, DUE, 0.5, None, UNTIL) == CellError("#VALUE!")
    assert "agreed_on: got 2026-03-02" in str(faults.latest(function="INSTALMENTS"))
