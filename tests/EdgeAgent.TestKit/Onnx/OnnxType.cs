using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.TestKit.Onnx;

/// <summary>Element types of ONNX tensors (<c>TensorProto.DataType</c>).</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are ONNX's own names of its types.")]
public enum OnnxType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
}
