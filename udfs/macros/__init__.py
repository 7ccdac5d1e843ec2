"""What each button does, written once against the xlwings API; a macro never knows its host.

A macro reads values in bulk, calls the domain, and fills tables and named cells that the template laid out.
It formats nothing: new cells take the style of their column, as the template set it. A macro behind a button
takes the workbook and the press of the button, and returns what it has to say; `udfs.actions` lists them.
"""
