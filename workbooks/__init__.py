"""The files: any ledger read, Office packages patched, the template built; above the domain, below hosts."""
