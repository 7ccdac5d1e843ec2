"""VBA projects without Excel: modules of source text to a `vbaProject.bin`, and back (MS-OVBA, MS-CFB)."""

from workbooks.package.vba.modules import VbaModule
from workbooks.package.vba.project import read_vba_project, vba_project

__all__ = ["VbaModule", "read_vba_project", "vba_project"]
