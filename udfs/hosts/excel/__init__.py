"""Excel on Windows: the functions as xlwings registers them, and what the add-in is made of."""
