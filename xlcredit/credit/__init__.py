"""Credit: factors, score and its reasons, grade, distress models, limits, terms and the release of orders."""

from xlcredit.credit.bureau import band_label, paydex_days_late, paydex_risk, paydex_weighted
from xlcredit.credit.customer_row import row_measures
from xlcredit.credit.customer_table import customer_measures
from xlcredit.credit.distress import (
    altman_z,
    altman_z_1968,
    altman_z_1983_private,
    altman_z_1995,
    ohlson_o_1980,
    springate_1978,
    zmijewski_1984,
)
from xlcredit.credit.exposure import (
    ExposureCheck,
    exposure_check,
    is_unpaid,
    limit_by_condition,
    limit_sum,
)
from xlcredit.credit.factors import FACTORS, FINANCE, STANDING, TRADING, Measures, RowMeasures
from xlcredit.credit.grades import NOT_RATED, grade_by_points, grade_letter, probability_of_default
from xlcredit.credit.grading import Grading, Gradings, cap_text, grade_columns, grade_one, red_flags
from xlcredit.credit.groups import (
    Grouped,
    GroupTotals,
    grade_groups,
    group_caps,
    group_codes,
    group_totals,
)
from xlcredit.credit.limits import Limit, binding_text, credit_limit, headroom, limit_waterfall
from xlcredit.credit.loss import expected_loss, limit_use
from xlcredit.credit.models import MODELS, Model, distress_probability, distress_zone, linear_score
from xlcredit.credit.orders import OrderDecision, customer_action, order_decision
from xlcredit.credit.reasons import (
    band_text,
    factor_text,
    reason_order,
    reason_rows,
    reason_texts,
    rounded_contributions,
    top_reasons,
)
from xlcredit.credit.scaling import PointScale, point_scale
from xlcredit.credit.scorecard import Score, Scores, score_columns, score_one
from xlcredit.credit.scoring import score_reasons, score_rows, score_with_reasons
from xlcredit.credit.statement_checks import impossible_balance
from xlcredit.credit.terms import approval_role, credit_terms, is_new_customer, security_text, terms_days
from xlcredit.credit.terms_request import TermsAnswer
from xlcredit.credit.words import factor_of_heading, factors_of_headings

__all__ = [
    "FACTORS",
    "FINANCE",
    "MODELS",
    "NOT_RATED",
    "STANDING",
    "TRADING",
    "ExposureCheck",
    "Grading",
    "Gradings",
    "GroupTotals",
    "Grouped",
    "Limit",
    "Measures",
    "Model",
    "OrderDecision",
    "PointScale",
    "RowMeasures",
    "Score",
    "Scores",
    "TermsAnswer",
    "altman_z",
    "altman_z_1968",
    "altman_z_1983_private",
    "altman_z_1995",
    "approval_role",
    "band_label",
    "band_text",
    "binding_text",
    "cap_text",
    "credit_limit",
    "credit_terms",
    "customer_action",
    "customer_measures",
    "distress_probability",
    "distress_zone",
    "expected_loss",
    "exposure_check",
    "factor_of_heading",
    "factor_text",
    "factors_of_headings",
    "grade_by_points",
    "grade_columns",
    "grade_groups",
    "grade_letter",
    "grade_one",
    "group_caps",
    "group_codes",
    "group_totals",
    "headroom",
    "impossible_balance",
    "is_new_customer",
    "is_unpaid",
    "limit_by_condition",
    "limit_sum",
    "limit_use",
    "limit_waterfall",
    "linear_score",
    "ohlson_o_1980",
    "order_decision",
    "paydex_days_late",
    "paydex_risk",
    "paydex_weighted",
    "point_scale",
    "probability_of_default",
    "reason_order",
    "reason_rows",
    "reason_texts",
    "red_flags",
    "rounded_contributions",
    "row_measures",
    "score_columns",
    "score_one",
    "score_reasons",
    "score_rows",
    "score_with_reasons",
    "security_text",
    "springate_1978",
    "terms_days",
    "top_reasons",
    "zmijewski_1984",
]
