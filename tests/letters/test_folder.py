from __future__ import annotations

import email
import io
from datetime import date
from email.policy import default

import openpyxl
import pytest

from workbooks.letters.folder import write_letters, write_templates
from workbooks.letters.lists import items_book
from workbooks.letters.mail import draft
from workbooks.letters.plain_text import for_file
from workbooks.letters.templates import KINDS, made_template
from xlcredit.errors import SourceError, WorkbookError

DAY = date(2026, 7, 1)


def written(letters, folder, **more):
    return write_letters(letters, folder, day=DAY, language="en", **({"forms": ("docx", "eml")} | more))


def test_a_run_is_a_new_folder_with_an_overview(make_letter, tmp_path):
    done = written([make_letter(), make_letter("friendly_reminder", "zh")], tmp_path / "new" / "run")
    names = sorted(path.name for path in (tmp_path / "new" / "run").iterdir())
    assert names == [
        "001 10_2026 EUR formal_demand.docx",
        "001 10_2026 EUR formal_demand.eml",
        "002 10_2026 EUR friendly_reminder.docx",
        "002 10_2026 EUR friendly_reminder.eml",
        "Overview.xlsx",
    ]
    assert done[0].missing == ("sender_registration",)
    sheet, contacts = openpyxl.load_workbook(tmp_path / "new" / "run" / "Overview.xlsx").worksheets
    assert [cell.value for cell in sheet[2]][5:9] == [300, -50, 250, 3]
    assert contacts["A2"].value == "10/2026"
    assert contacts["C2"].value == "Formal demand"


def test_a_folder_in_which_something_stands_is_left_alone(make_letter, tmp_path):
    (tmp_path / "mine.docx").write_text("mine")
    with pytest.raises(WorkbookError, match="not empty"):
        written([make_letter()], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.docx"]


@pytest.mark.parametrize(
    ("customer", "name"),
    [
        ("a/b\\c:d*e", "a_b_c_d_e"),
        ("../../etc", "_.._etc"),
        ("上海/分公司.", "上海_分公司"),
        ("x" * 300, "x" * 40),
        ("\x00\r\n", "_"),
        ("", "_"),
    ],
)
def test_names_of_files_are_safe_on_every_system(customer, name):
    assert for_file(customer) == name


def test_a_draft_is_unsent_and_no_name_makes_a_header(make_letter):
    letter = make_letter()
    content = draft(letter, made_template("formal_demand", "en"), [("文 1.xlsx", items_book(letter))])
    message = email.message_from_bytes(content, policy=default)
    assert message["X-Unsent"] == "1"
    assert (message["To"], message["Bcc"], message["From"]) == ("ann@example.com", None, None)
    assert message["Subject"] == "Formal demand for payment: EUR 250.00, customer no. 10/2026"
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "文 1.xlsx"


@pytest.mark.parametrize(
    "mail", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "ann", "a b@c.example"]
)
def test_what_is_no_single_address_is_not_written_to(make_letter, mail):
    content = draft(make_letter(mail=mail), made_template("formal_demand", "en"), [])
    assert email.message_from_bytes(content, policy=default)["To"] is None


def test_a_subject_cannot_begin_a_header(make_letter):
    letter = make_letter()
    letter.values["customer_id"] = "1\r\nBcc: c@d.example\u2028X"
    message = email.message_from_bytes(
        draft(letter, made_template("formal_demand", "en"), []), policy=default
    )
    assert message["Bcc"] is None
    assert message["Subject"].endswith("customer no. 1 Bcc: c@d.example X")


def test_the_list_of_items_holds_text_as_text_and_the_total(make_letter):
    sheet = openpyxl.load_workbook(io.BytesIO(items_book(make_letter()))).active
    assert sheet["A2"].value == '=HYPERLINK("http://x","click")'
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].hyperlink is None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[-1] for row in rows] == [100, 200, -50, 250]


def test_own_templates_win_and_ours_fill_the_gaps(make_letter, tmp_path):
    paths = write_templates(tmp_path / "templates")
    assert len(paths) == 2 * len(KINDS)
    (tmp_path / "templates" / "formal_demand-en.docx").write_bytes(b"broken")
    with pytest.raises(Exception, match=r"formal_demand-en\.docx"):
        written([make_letter()], tmp_path / "run", templates=tmp_path / "templates")
    assert not list((tmp_path / "run").iterdir())
    (tmp_path / "templates" / "formal_demand-en.docx").unlink()
    assert written([make_letter()], tmp_path / "run", templates=tmp_path / "templates")


def test_a_folder_without_templates_does_not_bring_ours_back_unseen(make_letter, tmp_path):
    (tmp_path / "mine").mkdir()
    for folder in ("mine", "mien"):
        with pytest.raises(SourceError, match=r"no folder with a template in it.*friendly_reminder-en\.docx"):
            written([make_letter()], tmp_path / "run", templates=tmp_path / folder)
    assert not (tmp_path / "run").exists()
