"""How a lever's setting moves its term: functions of (setting, strength), neutral at 0 or 1."""


def shrink(setting: float, strength: float) -> float:
    """Factor 1 − strength·setting: 1 at setting 0."""
    return 1.0 - strength * setting


def grow(setting: float, strength: float) -> float:
    """Factor 1 + strength·setting: 1 at setting 0."""
    return 1.0 + strength * setting


def loss(setting: float, strength: float) -> float:
    """Addend −strength·setting: 0 at setting 0."""
    return -strength * setting


def amount(setting: float, strength: float) -> float:
    """Addend strength·setting: 0 at setting 0."""
    return strength * setting


def factor(setting: float, strength: float) -> float:
    """The setting itself as a factor, raised to `strength`: 1 at setting 1."""
    return float(setting**strength)


def level(setting: float, strength: float) -> float:
    """The setting itself as the term's value; below 0: leave the term alone (NaN)."""
    return float("nan") if setting < 0.0 else setting * strength
