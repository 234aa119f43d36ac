namespace EdgeAgent.TestKit.Onnx;

/// <summary>A dimension of a declared tensor: a size, a name for an open one, or <see cref="Open"/>.</summary>
public readonly record struct OnnxDimension(long? Size, string? Name)
{
    /// <summary>An open dimension without a name.</summary>
    public static OnnxDimension Open => default;

    public static implicit operator OnnxDimension(int size) => new(size, null);

    public static implicit operator OnnxDimension(long size) => new(size, null);

    public static implicit operator OnnxDimension(string name) => new(null, name);
}
