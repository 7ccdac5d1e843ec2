"""What runs in LibreOffice's own Python, which has the standard library and UNO and nothing of ours."""
