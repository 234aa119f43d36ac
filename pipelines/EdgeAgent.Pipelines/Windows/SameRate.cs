namespace EdgeAgent.Pipelines.Windows;

/// <summary>No conversion: the source has the model's rate.</summary>
internal sealed class SameRate : IRateConverter
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output, out int consumed, out int produced)
    {
        consumed = produced = Math.Min(input.Length, output.Length);
        input[..consumed].CopyTo(output);
    }

    /// <inheritdoc/>
    public int Flush(Span<float> output) => 0;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
