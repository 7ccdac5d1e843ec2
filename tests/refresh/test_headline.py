from datetime import date

from xlcredit.policy import default_policy
from xlcredit.refresh import refresh


def sentence(ledger, as_of, language="en"):
    result = refresh(
        ledger,
        default_policy(),
        today=as_of,
        as_of=as_of,
        base_currency="EUR",
        language=language,
    )
    return result.cells["xlcredit_headline"]


def test_headline_names_who_moved_the_share(make_ledger):
    # At 31 May A's 200 are late of 1,000 (900 + 100); in June B's 700 fell due and stayed open.
    said = sentence(make_ledger(), date(2026, 6, 30))
    assert said == "Overdue rose to 90.0% from 22.2% at 2026-05-31, mostly because of B."


def test_headline_says_when_nothing_is_open(make_ledger):
    assert sentence(make_ledger(), date(2020, 1, 1)) == "Nothing is open as of 2020-01-01."


def test_headline_in_chinese(make_ledger):
    assert sentence(make_ledger(), date(2026, 6, 30), "zh").endswith("升至 90.0%，主要来自B。")
