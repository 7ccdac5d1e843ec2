"""The file of a claim under credit insurance: a Word document and a workbook in a new folder."""
