"""What a macro reads from a workbook and writes to it, whatever the host."""
