"""The VBA of the add-in: our sources beside this module, and the functions made from the catalogue."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath

from udfs.catalogue import catalogue
from udfs.hosts.excel.help_sheet import CODE_NAME
from udfs.hosts.excel.wrappers import MODULE_NAME, wrapper_module
from workbooks.package.vba.modules import WORKBOOK_MODULE, Kind, VbaModule


def vba_modules() -> list[VbaModule]:
    """Return the modules of the add-in but for those of xlwings.

    Returns
    -------
    list of VbaModule
        The workbook and its sheet first, then classes and modules by name, the functions in cells last.

    Examples
    --------
    >>> [module.name for module in vba_modules()][:2]
    ['ThisWorkbook', 'TextSheet']
    """
    sources = [_module(name) for name in sorted(_file_names())]
    documents = [module for module in sources if module.kind == "document"]
    others = [module for module in sources if module.kind != "document"]
    wrappers = VbaModule(MODULE_NAME, wrapper_module(catalogue().values()), "standard")
    return [*documents, VbaModule(CODE_NAME, "", "document"), *others, wrappers]


def _file_names() -> list[str]:
    """Return the names of our source files."""
    return [each.name for each in files(__package__).joinpath("vba").iterdir() if each.is_file()]


def _module(file_name: str) -> VbaModule:
    """Return one source as a module."""
    path = PurePath(file_name)
    source = files(__package__).joinpath("vba", file_name).read_text(encoding="ascii")
    kind: Kind = "standard" if path.suffix == ".bas" else "class"
    return VbaModule(path.stem, source, "document" if path.stem == WORKBOOK_MODULE else kind)
