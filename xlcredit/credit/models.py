"""Published linear models of distress: their coefficients, zones and links.

The coefficients are the publications', not policy: another coefficient is another model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_floats
from xlcredit.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Zone = Literal["distress", "grey", "safe"]


@dataclass(frozen=True)
class Model:
    """A linear model of distress.

    Attributes
    ----------
    constant : float
        Added to the weighted ratios.
    coefficients : mapping of str to float
        By ratio.
    zones : (float, float)
        Below the first is distress, above the second safe; the other way where high scores are bad.
    high_is_bad : bool
        Whether a high score means distress.
    link : {"none", "logit", "probit"}
        Turns the score into a probability.
    source : str
        The publication.
    """

    constant: float
    coefficients: Mapping[str, float]
    zones: tuple[float, float]
    source: str
    high_is_bad: bool = False
    link: Literal["none", "logit", "probit"] = "none"


_ALTMAN = ("working_capital", "retained_earnings", "ebit", "equity", "sales")
_EMERGING = 3.25  # constant of the 1995 model for emerging markets; it lifts score and zones alike

MODELS: Mapping[str, Model] = MappingProxyType({
    "altman_z_1968": Model(
        0.0, dict(zip(_ALTMAN, (1.2, 1.4, 3.3, 0.6, 1.0), strict=True)), (1.81, 2.99),
        "E. I. Altman, Financial Ratios, Discriminant Analysis and the Prediction of Bankruptcy, 1968"),
    "altman_z_1983_private": Model(
        0.0, dict(zip(_ALTMAN, (0.717, 0.847, 3.107, 0.420, 0.998), strict=True)), (1.23, 2.90),
        "E. I. Altman, Corporate Financial Distress, 1983, model for private firms"),
    "altman_z_1995": Model(
        0.0, dict(zip(_ALTMAN[:4], (6.56, 3.26, 6.72, 1.05), strict=True)), (1.10, 2.60),
        "E. I. Altman, J. Hartzell, M. Peck, Emerging Markets Corporate Bonds, 1995, Z''"),
    "altman_z_1995_emerging": Model(
        _EMERGING, dict(zip(_ALTMAN[:4], (6.56, 3.26, 6.72, 1.05), strict=True)), (4.35, 5.85),
        "E. I. Altman, J. Hartzell, M. Peck, Emerging Markets Corporate Bonds, 1995, Z'' + 3.25"),
    "ohlson_o_1980": Model(
        -1.32,
        {"size": -0.407, "liabilities": 6.03, "working_capital": -1.43,
         "current_liabilities": 0.0757, "negative_equity": -1.72, "net_income": -2.37,
         "funds": -1.83, "two_losses": 0.285, "change": -0.521},
        (0.0, 0.0), "J. A. Ohlson, Financial Ratios and the Probabilistic Prediction of Bankruptcy, 1980",
        high_is_bad=True, link="logit"),
    "zmijewski_1984": Model(
        -4.336, {"net_income": -4.513, "liabilities": 5.679, "current_ratio": 0.004}, (0.0, 0.0),
        "M. E. Zmijewski, Methodological Issues Related to the Estimation of Financial Distress Models, 1984 "
        "(liquidity with +0.004, as in most reprints)", high_is_bad=True, link="probit"),
    "springate_1978": Model(
        0.0, {"working_capital": 1.03, "ebit": 3.07, "profit_before_tax": 0.66, "sales": 0.4}, (0.862, 0.862),
        "G. L. V. Springate, Predicting the Possibility of Failure in a Canadian Firm, 1978"),
})  # fmt: skip

ALTMAN_MODELS = tuple(name for name in MODELS if name.startswith("altman"))


def linear_score(constant: float, coefficients: Mapping[str, float], ratios: Mapping[str, Any]) -> Any:
    """Return constant + sum of coefficient x ratio.

    Parameters
    ----------
    constant : float
        Constant of the model.
    coefficients : mapping of str to float
        Coefficient of each ratio.
    ratios : mapping of str to float, or to array_like of shape (n,)
        Value of each ratio.

    Returns
    -------
    float or ndarray, shape (n,)
        The score; NaN where a ratio is unknown.

    Raises
    ------
    ArgumentError
        When the ratios are not those of the model.

    Examples
    --------
    >>> linear_score(0.0, {"a": 2.0, "b": 1.0}, {"a": 0.5, "b": 0.25})
    1.25
    """
    if set(ratios) != set(coefficients):
        raise ArgumentError(
            "credit.coefficients_differ", got=", ".join(ratios), needed=", ".join(coefficients)
        )
    total: Any = constant
    for name, coefficient in coefficients.items():
        ratio = ratios[name]
        total = total + coefficient * (ratio if type(ratio) is float else as_floats(ratio, name))
    return float(total) if type(total) is float or np.ndim(total) == 0 else total


def distress_zone(score: Any, model: str) -> Any:
    """Return the zone a score lies in.

    Parameters
    ----------
    score : float, or array_like of shape (n,)
        Score of the model.
    model : str
        A key of `MODELS`.

    Returns
    -------
    str or ndarray of str, shape (n,)
        distress, grey or safe; "" where the score is unknown. A score on a zone's edge is grey, or safe where
        the model has no grey zone.

    Raises
    ------
    ArgumentError
        When the model is unknown.

    Examples
    --------
    >>> distress_zone([1.80, 1.81, 2.99, 3.0], "altman_z_1968").tolist()
    ['distress', 'grey', 'grey', 'safe']
    """
    found, rules = as_floats(score, "score"), model_of(model)
    sign = -1.0 if rules.high_is_bad else 1.0
    low, high = sorted(sign * edge for edge in rules.zones)
    zones = np.where(sign * found < low, "distress", np.where(sign * found > high, "safe", "grey"))
    if low == high:
        zones = np.where(sign * found < low, "distress", "safe")
    zones = np.where(np.isnan(found), "", zones)
    return str(zones) if zones.ndim == 0 else zones


def distress_probability(score: Any, model: str) -> Any:
    """Return the probability of failure that a logit or probit score means.

    Parameters
    ----------
    score : float, or array_like of shape (n,)
        Score of the model.
    model : {"ohlson_o_1980", "zmijewski_1984"}
        The model.

    Returns
    -------
    float or ndarray, shape (n,)
        Share of one; NaN where the score is unknown.

    Raises
    ------
    ArgumentError
        When the model is unknown or gives no probability.

    Examples
    --------
    >>> distress_probability(0.0, "ohlson_o_1980"), distress_probability(0.0, "zmijewski_1984")
    (0.5, 0.5)
    """
    rules = model_of(model)
    if rules.link == "none":
        known = ", ".join(name for name, other in MODELS.items() if other.link != "none")
        raise ArgumentError("credit.unknown_model", got=model, accepted=known)
    link: Callable[[float], float] = _logit if rules.link == "logit" else _probit
    found = as_floats(score, "score")
    if found.ndim == 0:
        return link(float(found))
    return np.array([link(value) for value in found.ravel().tolist()]).reshape(found.shape)


def _logit(score: float) -> float:
    """Return the logistic function."""
    if math.isnan(score):
        return math.nan
    return 1 / (1 + math.exp(-score)) if score > 0 else math.exp(score) / (1 + math.exp(score))


def _probit(score: float) -> float:
    """Return the normal distribution function."""
    return math.erfc(-score / math.sqrt(2)) / 2


def model_of(name: str) -> Model:
    """Return a model by its name.

    Parameters
    ----------
    name : str
        A key of `MODELS`.

    Returns
    -------
    Model
        Coefficients and zones.

    Raises
    ------
    ArgumentError
        When there is none of that name.

    Examples
    --------
    >>> model_of("springate_1978").zones
    (0.862, 0.862)
    """
    if name not in MODELS:
        raise ArgumentError("credit.unknown_model", got=name, accepted=", ".join(MODELS))
    return MODELS[name]
