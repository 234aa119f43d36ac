using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>A tensor of a model that is run by hand.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its dimensions as they are bound; the first is the largest batch where it is batched.</param>
/// <param name="IsBatched">Whether its first dimension counts rows.</param>
public sealed record TensorSlot(string Name, TensorElementType Type, IReadOnlyList<long> Shape, bool IsBatched)
{
    /// <summary>Elements of one row; of the whole tensor where it is not batched.</summary>
    public int RowElements { get; } = checked((int)Shape.Skip(IsBatched ? 1 : 0).Aggregate(1L, (product, size) => product * size));
}
