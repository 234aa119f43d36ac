namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>One image on its way into a tensor by several threads.</summary>
/// <typeparam name="T">Number type of the tensor.</typeparam>
/// <typeparam name="TElements">How levels become such numbers.</typeparam>
internal sealed class TensorWrite<T, TElements>(SamplingPlan plan, TensorRows<T, TElements> rows, RowScratch[] scratches) : IRowWork
    where T : unmanaged
    where TElements : ITensorElements<T>
{
    /// <summary>The frame.</summary>
    public ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>The tensor.</summary>
    public Memory<T> Tensor { get; set; }

    /// <inheritdoc/>
    public void Do(int worker, int from, int to) => rows.Write(plan, Bytes.Span, Tensor.Span, from, to, scratches[worker]);
}
