"""Bits that a person carries in `traits` and `history` (ODD 2.2): read and written here only.

traits   bit 0 sex (vocabulary.Sex), bits 1-2 skill, bits 3-4 sector, bit 5 in work,
         bit 6 works below own level of education, bit 7 stateless
history  bit 0 holds a passport of a free-movement area, bit 1 keeps a right to come back,
         bit 2 was forced to return, bit 3 first of a household, bit 4 prepared by training,
         bit 5 a member of the household may live abroad, bit 6 has been trafficked,
         bit 7 has been abroad
"""

from sim.equations.compiled import compiled

IN_WORK = 32
OVERQUALIFIED = 64
STATELESS = 128

PASSPORT = 1
MAY_COME_BACK = 2
FORCED = 4
FIRST = 8
TRAINED = 16
KIN_ABROAD = 32
WAS_TRAFFICKED = 64
WAS_ABROAD = 128


@compiled
def sex_of(person):
    """Code of vocabulary.Sex."""
    return person.traits & 1


@compiled
def skill_of(person):
    """Code of vocabulary.Skill."""
    return (person.traits >> 1) & 3


@compiled
def sector_of(person):
    """Code of vocabulary.Sector."""
    return (person.traits >> 3) & 3


@compiled
def has(bits, flag):
    """Is `flag` set in `bits`?"""
    return (bits & flag) != 0


@compiled
def with_flag(bits, flag, on):
    """`bits` with `flag` set or cleared."""
    return (bits | flag) if on else (bits & ~flag & 255)


@compiled
def with_skill(bits, skill):
    """`bits` with another level of education."""
    return (bits & ~6 & 255) | (skill << 1)


@compiled
def with_sector(bits, sector):
    """`bits` with another sector."""
    return (bits & ~24 & 255) | (sector << 3)
