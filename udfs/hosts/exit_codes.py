"""The exit codes of the command: done, done with issues that need a look, refused with nothing changed."""

DONE, LOOK, REFUSED = 0, 1, 2
