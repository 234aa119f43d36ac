namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>A buffer that a binding makes for one of the model's tensors.</summary>
public sealed record OrtTensorSpec
{
    private OrtTensorSpec(string name, long[] shape, bool isBatched)
    {
        Name = name;
        Shape = shape;
        IsBatched = isBatched;
    }

    /// <summary>The tensor's name in the model.</summary>
    public string Name { get; }

    /// <summary>Every dimension, outermost first; in a batched tensor the first is the largest batch.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Whether the first dimension is the batch of a run.</summary>
    public bool IsBatched { get; }

    /// <summary>Whether each run decides its size; <see cref="Shape"/> is empty then.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>A tensor with a row for each window of a batch.</summary>
    /// <param name="name">The tensor's name in the model.</param>
    /// <param name="shape">The largest batch, then a row's dimensions: <c>[32, 15600]</c>.</param>
    public static OrtTensorSpec Batched(string name, params ReadOnlySpan<long> shape) => new(name, shape.ToArray(), isBatched: true);

    /// <summary>A tensor of the same shape in every run, e.g. a scalar setting.</summary>
    /// <param name="name">The tensor's name in the model.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    public static OrtTensorSpec Fixed(string name, params ReadOnlySpan<long> shape) => new(name, shape.ToArray(), isBatched: false);

    /// <summary>An output whose size each run decides, such as what is left of boxes behind a suppression within the graph. The run makes its memory.</summary>
    /// <param name="name">The tensor's name in the model.</param>
    public static OrtTensorSpec Open(string name) => new(name, [], isBatched: false) { IsOpen = true };

    /// <summary>The buffer for a tensor as the model declares it: batched where the first dimension is open.</summary>
    /// <param name="tensor">The declaration.</param>
    /// <param name="maxBatch">The largest batch, from 1.</param>
    /// <exception cref="OrtException">Another dimension is open: only the caller can know its size.</exception>
    public static OrtTensorSpec From(TensorInfo tensor, int maxBatch)
    {
        var shape = tensor.Shape.ToArray();
        var isBatched = tensor.IsBatched;
        if (isBatched) shape[0] = maxBatch;
        return Array.TrueForAll(shape, size => size >= 0)
            ? new OrtTensorSpec(tensor.Name, shape, isBatched)
            : throw new OrtException(OrtErrorCode.InvalidArgument, $"The model leaves dimensions of {tensor} open; name its shape.");
    }
}
