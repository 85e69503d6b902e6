"""Many lanes compared at once: what LLVM does not find by itself in a plain loop."""

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 64
"""Numbers compared at once by `equal_lanes`."""


@intrinsic
def equal_lanes(typingctx, numbers, start, number):  # type: ignore[no-untyped-def]
    """Bit i of the result says whether `numbers[start + i]` equals `number`, for `LANES` of them.

    numbers  contiguous, of 16-bit integers; the caller sees to it that so many follow `start`
    """
    signature = types.uint64(numbers, types.intp, numbers.dtype)

    def generate(context, builder, sig, arguments):  # type: ignore[no-untyped-def]
        array = cgutils.create_struct_proxy(sig.args[0])(context, builder, arguments[0])
        lanes = ir.VectorType(ir.IntType(16), LANES)
        first = builder.gep(array.data, [arguments[1]])
        found = builder.load(builder.bitcast(first, lanes.as_pointer()))
        found.align = 2
        one = builder.insert_element(ir.Constant(lanes, ir.Undefined), arguments[2], number_0())
        order = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        wanted = builder.shuffle_vector(one, ir.Constant(lanes, ir.Undefined), order)
        return builder.bitcast(builder.icmp_unsigned("==", found, wanted), ir.IntType(64))

    return signature, generate


def number_0() -> ir.Constant:
    """Lane 0."""
    return ir.Constant(ir.IntType(32), 0)
