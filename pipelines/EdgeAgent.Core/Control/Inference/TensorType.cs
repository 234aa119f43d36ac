using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Core.Control.Inference;

/// <summary>The type of a tensor's elements.</summary>
// These are the names that the inference protocol and ONNX give them; a type name is what each member stands for.
[SuppressMessage("Naming", "CA1720", Justification = "Names of element types.")]
public enum TensorType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>Signed 16-bit integer.</summary>
    Int16,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>16-bit float.</summary>
    Float16,

    /// <summary>32-bit float.</summary>
    Float32,

    /// <summary>64-bit float.</summary>
    Float64,
}
