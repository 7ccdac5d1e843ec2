"""What is said when the helper process does not answer; our package with its texts may be out of reach then."""

# ruff: noqa: E501  a text is one line, as in the files of messages

from __future__ import annotations

REASONS = {
    "no_settings": {
        "en": "{path} is not there, so nobody knows which Python holds xlcredit. Run `xlcredit addin install --host calc`.",
        "zh": "缺少文件 {path}，无法得知 xlcredit 装在哪个 Python 中。请运行 `xlcredit addin install --host calc`。",
    },
    "bad_settings": {
        "en": "{path} cannot be used ({reason}). Run `xlcredit addin install --host calc`, which writes it anew.",
        "zh": "文件 {path} 无法使用（{reason}）。请运行 `xlcredit addin install --host calc` 重新生成。",
    },
    "no_python": {
        "en": "The Python that held xlcredit, {python}, is gone. Install xlcredit again and run `xlcredit addin install --host calc`.",
        "zh": "原先装有 xlcredit 的 Python（{python}）已不存在。请重新安装 xlcredit，并运行 `xlcredit addin install --host calc`。",
    },
    "no_package": {
        "en": "{python} does not hold xlcredit. Install it there (`python -m pip install xlcredit`) or run `xlcredit addin install --host calc` from the Python that holds it.",
        "zh": "{python} 中没有安装 xlcredit。请在其中安装（`python -m pip install xlcredit`），或在装有 xlcredit 的 Python 中运行 `xlcredit addin install --host calc`。",
    },
    "no_start": {
        "en": "xlcredit's helper process could not start: {reason}. Run `xlcredit addin doctor --host calc`.",
        "zh": "xlcredit 的辅助进程无法启动：{reason}。请运行 `xlcredit addin doctor --host calc` 检查。",
    },
    "slow_start": {
        "en": "xlcredit's helper process did not start within {seconds:g} seconds and was ended. Try again (cells: Ctrl+Shift+F9).",
        "zh": "xlcredit 的辅助进程未能在 {seconds:g} 秒内启动，已被终止。请重试（单元格按 Ctrl+Shift+F9 重新计算）。",
    },
    "other_version": {
        "en": "The extension and the xlcredit package are of different versions ({got}; {wanted} is needed). Run `xlcredit addin install --host calc` and start LibreOffice again.",
        "zh": "扩展与 xlcredit 程序包的版本不一致（当前为 {got}，需要 {wanted}）。请运行 `xlcredit addin install --host calc`，然后重新启动 LibreOffice。",
    },
    "ended": {
        "en": "xlcredit's helper process ended unexpectedly ({reason}). Try again (cells: Ctrl+Shift+F9); a new one starts by itself.",
        "zh": "xlcredit 的辅助进程意外终止（{reason}）。请重试（单元格按 Ctrl+Shift+F9 重新计算），新的辅助进程会自动启动。",
    },
    "too_slow": {
        "en": "xlcredit's helper process gave no answer within {seconds:g} seconds and was ended. Ask for fewer rows, or try again (cells: Ctrl+Shift+F9).",
        "zh": "xlcredit 的辅助进程在 {seconds:g} 秒内没有响应，已被终止。请减少行数，或重试（单元格按 Ctrl+Shift+F9 重新计算）。",
    },
    "garbled": {
        "en": "xlcredit's helper process sent what is no answer ({reason}) and was ended. Try again (cells: Ctrl+Shift+F9).",
        "zh": "xlcredit 的辅助进程返回了无法识别的内容（{reason}），已被终止。请重试（单元格按 Ctrl+Shift+F9 重新计算）。",
    },
    "resting": {
        "en": "{reason} The next attempt is possible in {seconds} seconds.",
        "zh": "{reason}{seconds} 秒后可再次尝试。",
    },
    "too_long": {
        "en": "The ranges of this call take {size:,} bytes; at most {largest:,} are accepted. Select fewer rows or columns.",
        "zh": "该公式引用的区域共 {size:,} 字节，最多只接受 {largest:,} 字节。请减少所选的行或列。",
    },
    "too_long_answer": {
        "en": "The answer takes {size:,} bytes; at most {largest:,} are accepted. Ask for fewer rows.",
        "zh": "结果共 {size:,} 字节，最多只接受 {largest:,} 字节。请减少行数。",
    },
    "not_sent": {
        "en": "An argument is neither a cell nor a range of cells ({reason}). Point to cells.",
        "zh": "某个参数既不是单元格也不是单元格区域（{reason}）。请引用单元格。",
    },
    "busy": {
        "en": "xlcredit's helper process has been busy for {seconds:g} seconds with something else. Try again when that is done (cells: Ctrl+Shift+F9).",
        "zh": "xlcredit 的辅助进程正在处理其他任务，已等待 {seconds:g} 秒。请待其完成后重试（单元格按 Ctrl+Shift+F9 重新计算）。",
    },
    "taken_back": {
        "en": "{reason} What the button had written so far was taken back.",
        "zh": "{reason}该按钮已写入的内容均已撤回。",
    },
    "slow": {
        "en": "xlcredit is starting its helper process; the first calculation takes a moment ...",
        "zh": "xlcredit 正在启动辅助进程，首次计算需要稍候……",
    },
}
"""Key of a reason to its words."""


class HelperError(OSError):
    """The helper process gave no answer; the words say why and what to do."""


def known(language: str) -> str:
    """Return the language that reasons are written in.

    Parameters
    ----------
    language : str
        Code of a language, with or without a country.

    Returns
    -------
    str
        ``"zh"`` for Chinese of any country, else ``"en"``.

    Examples
    --------
    >>> known("zh-CN"), known("de")
    ('zh', 'en')
    """
    return "zh" if language.lower().startswith("zh") else "en"


def in_words(key: str, language: str, **fields: object) -> str:
    """Return a reason.

    Parameters
    ----------
    key : str
        Which one.
    language : str
        Code of a language.
    **fields
        Values of its placeholders.

    Returns
    -------
    str
        In Chinese or English.

    Examples
    --------
    >>> in_words("no_start", "en", reason="no memory")
    "xlcredit's helper process could not start: no memory. Run `xlcredit addin doctor --host calc`."
    """
    return REASONS[key][known(language)].format(**fields)
