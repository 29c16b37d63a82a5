"""A site and its whole calculation as an Excel workbook that recalculates, and one to fill in."""

from acohandbook.report.workbook.sheets import WorkbookError
from acohandbook.report.workbook.summary import statement_csv, write_beside, write_summary
from acohandbook.report.workbook.template import write_template
from acohandbook.report.workbook.writing import write_workbook

__all__ = [
    "WorkbookError",
    "statement_csv",
    "write_beside",
    "write_summary",
    "write_template",
    "write_workbook",
]
