from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.provision import journal_entries, movement

money = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents) / 100)
positive = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
standards = st.sampled_from(["cn", "ifrs", "us"])


def test_a_debit_balance_increases_the_charge():
    # tutorsglobe 53214888 (a): 15,100 needed, a debit balance of 1,000 before -> 16,100
    assert movement(Decimal(-1000), Decimal(0), Decimal(0), Decimal(15100)).charge == 16100


def test_company_t_needs_only_the_rest():
    # 6 % of 45,000 = 2,700, 1,200 are there -> 1,500
    assert movement(Decimal(1200), Decimal(0), Decimal(0), Decimal(2700)).charge == 1500


@given(money, positive, positive, positive)
@settings(max_examples=60)
def test_the_movement_ties(opening, write_off, recovery, closing):
    moved = movement(opening, write_off, recovery, closing)
    assert moved.opening + moved.charge - moved.write_off + moved.recovery == moved.closing


@given(money, positive, positive, positive, standards)
@settings(max_examples=60)
def test_every_entry_balances_and_the_allowance_account_moves_as_the_table(
    opening, write_off, recovery, closing, standard
):
    lines = journal_entries(movement(opening, write_off, recovery, closing), standard)
    for entry in {line.entry for line in lines}:
        assert sum(line.debit - line.credit for line in lines if line.entry == entry) == 0
    assert all(line.debit >= 0 and line.credit >= 0 for line in lines)
    booked = sum(line.credit - line.debit for line in lines if line.account == "allowance")
    assert opening + booked == closing


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        # 计提 借 6702 信用减值损失 贷 1231 坏账准备; 转回 the opposite (application guidance of CAS 22)
        (150, [("charge", "6702", 50, 0), ("charge", "1231", 0, 50)]),
        (70, [("release", "1231", 30, 0), ("release", "6702", 0, 30)]),
        (100, []),
    ],
)
def test_charge_and_release_by_the_chinese_chart(closing, expected):
    lines = journal_entries(movement(Decimal(100), Decimal(0), Decimal(0), Decimal(closing)), "cn")
    assert [(line.entry, line.code, line.debit, line.credit) for line in lines] == expected


def test_write_off_and_recovery_in_their_accounts():
    # 核销 借 坏账准备 贷 应收账款; 收回 借 应收账款 贷 坏账准备, then 借 银行存款 贷 应收账款
    lines = journal_entries(movement(Decimal(100), Decimal(40), Decimal(15), Decimal(75)), "cn")
    assert [(line.entry, line.code, line.debit, line.credit) for line in lines] == [
        ("write_off", "1231", 40, 0),
        ("write_off", "1122", 0, 40),
        ("recovery", "1122", 15, 0),
        ("recovery", "1231", 0, 15),
        ("recovery", "1002", 15, 0),
        ("recovery", "1122", 0, 15),
    ]
