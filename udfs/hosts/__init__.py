"""The hosts that carry our functions and macros: a closed file and the command line."""
