from typing import ClassVar

import pytest

from udfs.hosts.findings import Finding, all_is_well, print_findings, record


class Excel(Finding):
    topic: ClassVar[str] = "doctor"
    fields: ClassVar[dict[str, str]] = {"path": "credit.xlam"}


def test_what_is_good_needs_no_mending():
    assert Excel("macros", "good").mend() == ""
    assert "sign credit.xlam" in Excel("macros", "bad").mend("en")


@pytest.mark.parametrize(
    ("states", "well"),
    [(("good", "unknown"), True), (("good", "watch"), False), (("bad",), False), ((), True)],
)
def test_what_cannot_be_told_counts_as_well(states, well):
    assert all_is_well(Excel("excel", state) for state in states) is well


def test_a_finding_is_plain_data():
    told = record(Excel("excel", "bad", "nowhere"))
    assert (told["check"], told["state"], told["found"]) == ("excel", "bad", "nowhere")
    assert told["mend"].startswith("Install the desktop edition")


def test_words_that_were_found_are_no_markup(capsys):
    print_findings([Excel("excel", "watch", "[bold]C:[/]")])
    assert "[bold]C:[/]" in capsys.readouterr().out
