namespace EdgeAgent.Core.Control.Inference;

/// <summary>What is known of element types.</summary>
public static class TensorTypes
{
    /// <summary>Bytes of an element.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.Bool or TensorType.UInt8 or TensorType.Int8 => 1,
        TensorType.UInt16 or TensorType.Int16 or TensorType.Float16 => 2,
        TensorType.UInt64 or TensorType.Int64 or TensorType.Float64 => 8,
        _ => 4,
    };

    /// <summary>Elements of a shape; null where a dimension is negative or there are more than a 32-bit number counts.</summary>
    public static int? Elements(IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var elements = 1L;
        foreach (var size in shape)
        {
            if (size is < 0 or > int.MaxValue) return null;
            elements *= size;
            if (elements > int.MaxValue) return null;
        }

        return (int)elements;
    }
}
