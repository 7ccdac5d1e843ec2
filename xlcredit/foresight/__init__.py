"""Foresight: when a document will be paid, how likely it is late, what comes in by when."""

from xlcredit.foresight.cash_forecast import CashForecast, cash_forecast
from xlcredit.foresight.late_risk import late_risk
from xlcredit.foresight.payment_dates import expected_pay_date, usual_days_late

__all__ = ["CashForecast", "cash_forecast", "expected_pay_date", "late_risk", "usual_days_late"]
