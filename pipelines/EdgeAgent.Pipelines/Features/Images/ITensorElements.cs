namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>How levels become the numbers of a tensor.</summary>
/// <typeparam name="T">The number type.</typeparam>
internal interface ITensorElements<T> where T : unmanaged
{
    /// <summary>Writes level · scale + bias, rounded to what the type can hold.</summary>
    static abstract void Write(ReadOnlySpan<float> levels, float scale, float bias, Span<T> row);

    /// <summary>One number.</summary>
    static abstract T Convert(float value);
}
