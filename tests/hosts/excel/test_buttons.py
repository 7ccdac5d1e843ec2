import os

import pytest

from udfs.catalogue import catalogue
from udfs.hosts.excel.buttons import speak


def test_headings_speak_the_language_of_excels_menus(monkeypatch):
    monkeypatch.setenv("XLCREDIT_LANG", "en")  # put back afterwards
    given = ((("A",),), ((46053.0,),), ((100.0,),), 46083.0)
    assert catalogue()["AGING"](*given)[0][0] == "Customer no."
    speak("zh")
    assert catalogue()["AGING"](*given)[0][0] == "客户编号"
    assert os.environ["XLCREDIT_LANG"] == "zh"


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="accepted are 'en' and 'zh'"):
        speak("fr")
