namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>A model's input or output, as the model declares it.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Shape">Its dimensions, outermost first; -1 for one that the model leaves open. Empty for a scalar.</param>
/// <param name="DimensionNames">The names of open dimensions, e.g. <c>N</c>; null where a dimension is fixed or has no name.</param>
public sealed record TensorInfo(string Name, TensorElementType ElementType, IReadOnlyList<long> Shape, IReadOnlyList<string?> DimensionNames)
{
    /// <summary>Whether the first dimension is open, which is how a model says that it takes batches.</summary>
    public bool IsBatched => Shape.Count > 0 && Shape[0] < 0;

    /// <summary>The shape as text, e.g. <c>float [N,15600]</c>.</summary>
    public override string ToString() =>
        $"{Name}: {ElementType} [{string.Join(',', Shape.Select((size, i) => size >= 0 ? size.ToString(System.Globalization.CultureInfo.InvariantCulture) : DimensionNames[i] ?? "?"))}]";
}
