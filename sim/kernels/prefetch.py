"""A hint to the processor: fetch the row of a person who will be visited soon."""

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic


@intrinsic
def prefetch(typingctx, rows, index):  # type: ignore[no-untyped-def]
    """Ask for the cache line of `rows[index]`; changes nothing but the time of a later read."""
    signature = types.void(rows, index)

    def generate(context, builder, sig, arguments):  # type: ignore[no-untyped-def]
        array = cgutils.create_struct_proxy(sig.args[0])(context, builder, arguments[0])
        size = context.get_constant(types.intp, sig.args[0].dtype.size)
        where = context.cast(builder, arguments[1], sig.args[1], types.intp)
        start = builder.ptrtoint(array.data, ir.IntType(64))
        address = builder.add(start, builder.mul(where, size))
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        hint = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [byte, number, number, number]),
            "llvm.prefetch.p0i8" if not getattr(byte, "is_opaque", False) else "llvm.prefetch.p0",
        )
        flags = [ir.Constant(number, value) for value in (1, 3, 1)]
        builder.call(hint, [builder.inttoptr(address, byte), *flags])
        return context.get_dummy_value()

    return signature, generate
