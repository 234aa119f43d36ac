using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The type of a tensor's elements (<c>ONNXTensorElementDataType</c>).</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are ONNX's own names of its types; a type name is what each member stands for.")]
public enum TensorElementType
{
    /// <summary>Not a tensor (a sequence or a map), or a type that this binding does not know.</summary>
    Undefined = 0,

    /// <summary>32-bit float: <see cref="float"/>.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit integer: <see cref="byte"/>.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit integer: <see cref="sbyte"/>.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer: <see cref="ushort"/>.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit integer: <see cref="short"/>.</summary>
    Int16 = 5,

    /// <summary>Signed 32-bit integer: <see cref="int"/>.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit integer: <see cref="long"/>.</summary>
    Int64 = 7,

    /// <summary>Text; cannot be bound to a buffer.</summary>
    String = 8,

    /// <summary>One byte, 0 or 1: <see cref="bool"/>.</summary>
    Bool = 9,

    /// <summary>16-bit float: <see cref="Half"/>.</summary>
    Float16 = 10,

    /// <summary>64-bit float: <see cref="double"/>.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit integer: <see cref="uint"/>.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer: <see cref="ulong"/>.</summary>
    UInt64 = 13,
}
