"""The glossary page, made from the words of the texts."""

from __future__ import annotations

from xlcredit.texts import LANGUAGES, say, topic


def glossary_page() -> str:
    """Return the glossary as Markdown, both languages side by side.

    Returns
    -------
    str
        One table per section: English term, Chinese term, meaning in both.

    Examples
    --------
    >>> [line.split("<br>")[0] for line in glossary_page().splitlines() if line.startswith("| bucket")]
    ['| bucket | 账龄段 | interval of days past due']
    """
    lines = [
        f"# {_both('glossary.page.title')}",
        "",
        *(say("glossary.page.note", language) for language in LANGUAGES),
    ]
    for section, terms in topic("glossary")["terms"].items():
        heads = (_both(f"glossary.page.{head}") for head in ("english", "chinese", "meaning"))
        lines += [
            "",
            f"## {_both(f'glossary.sections.{section}')}",
            "",
            _row(*heads),
            _row("---", "---", "---"),
        ]
        lines += [
            _row(*term["term"].values(), "<br>".join(term["meaning"].values())) for term in terms.values()
        ]
    return "\n".join(lines) + "\n"


def _both(key: str) -> str:
    """Return a text in both languages."""
    return " · ".join(say(key, language) for language in LANGUAGES)


def _row(*cells: str) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"
