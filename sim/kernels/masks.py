"""Comparing 64 numbers at once: one bit for each, ready to be walked from hit to hit."""

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 64
"""Numbers compared at once."""


@intrinsic
def equal_mask(typingctx, numbers, first, wanted):  # type: ignore[no-untyped-def]
    """64 bits: whether each of `numbers[first:first + 64]`, which must exist, equals `wanted`."""
    signature = types.uint64(numbers, first, numbers.dtype)

    def generate(context, builder, sig, arguments):  # type: ignore[no-untyped-def]
        array = cgutils.create_struct_proxy(sig.args[0])(context, builder, arguments[0])
        start = context.cast(builder, arguments[1], sig.args[1], types.intp)
        kind = context.get_value_type(sig.args[2])
        vector = ir.VectorType(kind, LANES)
        where = builder.bitcast(builder.gep(array.data, [start]), vector.as_pointer())
        many = builder.load(where, align=context.get_abi_sizeof(kind))
        nothing = ir.Constant(vector, ir.Undefined)
        index = ir.IntType(32)
        one = builder.insert_element(nothing, arguments[2], ir.Constant(index, 0))
        zeros = ir.Constant(ir.VectorType(index, LANES), None)
        copies = builder.shuffle_vector(one, nothing, zeros)
        return builder.bitcast(builder.icmp_unsigned("==", many, copies), ir.IntType(LANES))

    return signature, generate


@intrinsic
def lowest(typingctx, mask):  # type: ignore[no-untyped-def]
    """Position of the lowest bit that is set in `mask`, which must not be 0."""
    signature = types.int64(types.uint64)

    def generate(context, builder, sig, arguments):  # type: ignore[no-untyped-def]
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return signature, generate
