"""The worksheet face of xlcredit: what a user can call in a cell or press, and the hosts that carry it."""
