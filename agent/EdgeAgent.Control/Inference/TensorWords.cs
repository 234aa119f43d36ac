using EdgeAgent.Control.V2;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Control.Inference;

/// <summary>The inference protocol's words for element types.</summary>
internal static class TensorWords
{
    private static readonly (TensorType Type, string Word, DataType Number)[] All =
    [
        (TensorType.Bool, "BOOL", DataType.TypeBool), (TensorType.UInt8, "UINT8", DataType.TypeUint8), (TensorType.UInt16, "UINT16", DataType.TypeUint16),
        (TensorType.UInt32, "UINT32", DataType.TypeUint32), (TensorType.UInt64, "UINT64", DataType.TypeUint64), (TensorType.Int8, "INT8", DataType.TypeInt8),
        (TensorType.Int16, "INT16", DataType.TypeInt16), (TensorType.Int32, "INT32", DataType.TypeInt32), (TensorType.Int64, "INT64", DataType.TypeInt64),
        (TensorType.Float16, "FP16", DataType.TypeFp16), (TensorType.Float32, "FP32", DataType.TypeFp32), (TensorType.Float64, "FP64", DataType.TypeFp64),
    ];

    /// <summary>The word of a type.</summary>
    public static string Of(TensorType type) => All.First(t => t.Type == type).Word;

    /// <summary>The type's number in a model's configuration.</summary>
    public static DataType NumberOf(TensorType type) => All.First(t => t.Type == type).Number;

    /// <summary>Reads a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="tensor">The tensor that it is said of, for the refusal.</param>
    /// <exception cref="ControlRefusedException">It is none that models here take.</exception>
    public static TensorType Parse(string word, string tensor)
    {
        foreach (var (type, known, _) in All)
            if (known == word) return type;
        throw new ControlRefusedException(RefusalKind.Invalid, $"input {Short(tensor)} has the datatype {Short(word)}; give one of {string.Join(", ", All.Select(t => t.Word))}");
    }

    /// <summary>A text of a caller, cut to a length that a sentence can hold.</summary>
    public static string Short(string text) => text.Length == 0 ? "''" : text.Length <= 80 ? text : text[..80] + "…";
}
