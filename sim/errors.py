"""The one error that a person's input can cause."""


class InputError(ValueError):
    """Bad input: its text is one clear line (what, where, what was expected); exit code 2."""
