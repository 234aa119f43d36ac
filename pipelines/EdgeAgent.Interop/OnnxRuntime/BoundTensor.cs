namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>One tensor of a binding: its declaration checked against the model's, and its buffer.</summary>
internal sealed unsafe class BoundTensor : IDisposable
{
    private readonly long[] _shape;
    private readonly bool _isBatched;
    private long[] _made = [];
    private nint _value;
    private void* _data;

    private BoundTensor(TensorInfo tensor, OrtTensorSpec spec, long rowElements)
    {
        IsOpen = spec.IsOpen;
        ElementType = tensor.ElementType;
        Name = OrtSessionOptionsWriter.Utf8(tensor.Name);
        DisplayName = tensor.Name;
        _shape = [.. spec.Shape];
        _isBatched = spec.IsBatched;
        RowElements = checked((int)rowElements);
        Rows = spec.IsBatched ? checked((int)spec.Shape[0]) : 1;
        Buffer = new NativeBuffer((nuint)((long)Rows * RowElements * ElementType.Size()));
    }

    public TensorElementType ElementType { get; }

    /// <summary>Zero-terminated UTF-8.</summary>
    public byte[] Name { get; }

    public string DisplayName { get; }

    public NativeBuffer Buffer { get; }

    /// <summary>The largest batch; 1 for a fixed tensor.</summary>
    public int Rows { get; }

    public int RowElements { get; }

    /// <summary>Whether each run decides its size and makes its memory.</summary>
    public bool IsOpen { get; }

    /// <summary>The dimensions that the last run gave an open tensor; none before.</summary>
    public ReadOnlySpan<long> Made => _made;

    /// <exception cref="OrtException">The tensor is not in the model, or its buffer does not fit what the model declares.</exception>
    public static BoundTensor Create(OrtSession session, IReadOnlyList<TensorInfo> declared, OrtTensorSpec spec, string role)
    {
        var tensor = declared.FirstOrDefault(t => t.Name == spec.Name)
            ?? throw Refusal(session, $"has no {role} named {spec.Name} (it has {string.Join(", ", declared.Select(t => t.Name))})");
        if (tensor.ElementType.Size() == 0) throw Refusal(session, $"has the {role} {spec.Name}, whose elements cannot lie in a buffer");
        if (spec.IsOpen) return role == "output" ? new BoundTensor(tensor, spec, 0) : throw Misfit(session, tensor, spec, role);
        if (spec.Shape.Count != tensor.Shape.Count || spec.Shape.Any(size => size < 0) || (spec.IsBatched && (spec.Shape.Count == 0 || spec.Shape[0] == 0)))
            throw Misfit(session, tensor, spec, role);
        for (var i = 0; i < spec.Shape.Count; i++)
            if (tensor.Shape[i] >= 0 && tensor.Shape[i] != spec.Shape[i]) throw Misfit(session, tensor, spec, role);

        long row = 1;
        foreach (var size in spec.Shape.Skip(spec.IsBatched ? 1 : 0))
            row = size <= int.MaxValue && row * size <= int.MaxValue ? row * size : throw Misfit(session, tensor, spec, role);
        // A span is indexed by int, over all rows.
        if (spec.IsBatched && spec.Shape[0] * Math.Max(row, 1) > int.MaxValue) throw Misfit(session, tensor, spec, role);
        return new BoundTensor(tensor, spec, row);
    }

    public Span<T> Elements<T>(int rows) where T : unmanaged
    {
        if (!ElementType.Is<T>()) throw WrongType(typeof(T));
        ObjectDisposedException.ThrowIf(Buffer.IsClosed, this);
        if (IsOpen) return new Span<T>(_data, _data is null ? 0 : checked((int)Count(_made)));
        return new Span<T>(Buffer.Pointer, (_isBatched ? rows : 1) * RowElements);
    }

    /// <summary>A native tensor over the first rows of the buffer.</summary>
    public OrtValueHandle CreateValue(OnnxRuntimeLibrary library, int batch)
    {
        var shape = stackalloc long[Math.Max(_shape.Length, 1)];
        for (var i = 0; i < _shape.Length; i++) shape[i] = _shape[i];
        if (_isBatched) shape[0] = batch;
        var bytes = (nuint)((long)(_isBatched ? batch : 1) * RowElements * ElementType.Size());

        nint value;
        OrtStatus.Check(library.Api, library.Api.CreateTensorWithData(
            library.CpuMemory.Value, Buffer.Pointer, bytes, shape, (nuint)_shape.Length, (int)ElementType, &value));
        return new OrtValueHandle(library.Api, value, Buffer);
    }

    /// <summary>Takes over the value that a run made; what the run before made is freed.</summary>
    /// <exception cref="OrtException">It is larger than a span can be.</exception>
    public void Take(OrtApi api, nint owned)
    {
        Drop(api);
        _value = owned;
        nint info;
        OrtStatus.Check(api, api.GetTensorTypeAndShape(owned, &info));
        try
        {
            nuint rank;
            OrtStatus.Check(api, api.GetDimensionsCount(info, &rank));
            if (_made.Length != (int)rank) _made = new long[(int)rank];
            fixed (long* sizes = _made) OrtStatus.Check(api, api.GetDimensions(info, sizes, rank));
        }
        finally
        {
            api.ReleaseTensorTypeAndShapeInfo(info);
        }

        if (Count(_made) > int.MaxValue / Math.Max(1, ElementType.Size())) throw new OrtException(OrtErrorCode.InvalidArgument, $"The output {DisplayName} has [{string.Join(',', _made)}] elements, more than can be read.");
        void* data;
        OrtStatus.Check(api, api.GetTensorMutableData(owned, &data));
        _data = data;
    }

    /// <summary>Frees what the last run made.</summary>
    public void Drop(OrtApi api)
    {
        _data = null;
        _made = [];
        if (_value == 0) return;
        api.ReleaseValue(_value);
        _value = 0;
    }

    public void Dispose() => Buffer.Dispose();

    private static long Count(long[] shape)
    {
        var count = 1L;
        foreach (var size in shape) count = size == 0 ? 0 : count > long.MaxValue / size ? long.MaxValue : count * size;
        return count;
    }

    private static OrtException Misfit(OrtSession session, TensorInfo tensor, OrtTensorSpec spec, string role) =>
        Refusal(session, $"declares the {role} {tensor}, which a buffer of [{string.Join(',', spec.Shape)}] does not fit");

    private static OrtException Refusal(OrtSession session, string what) =>
        new(OrtErrorCode.InvalidArgument, $"{session.Name} {what}.");

    private ArgumentException WrongType(Type asked) =>
        new($"{DisplayName} holds {ElementType} elements and cannot be seen as {asked.Name}.");
}
