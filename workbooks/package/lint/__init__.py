"""What Excel would stumble over in a package, found before it is handed out and told in words."""

from workbooks.package.lint.finding import Finding
from workbooks.package.lint.judge import lint, lint_file

__all__ = ["Finding", "lint", "lint_file"]
