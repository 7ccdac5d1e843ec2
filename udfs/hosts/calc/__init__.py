"""LibreOffice Calc as a host: the extension, its helper process, an xlwings engine over UNO, installation."""
