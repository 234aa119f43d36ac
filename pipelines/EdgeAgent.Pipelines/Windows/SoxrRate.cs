using EdgeAgent.Interop.Soxr;

namespace EdgeAgent.Pipelines.Windows;

/// <summary>Conversion by libsoxr in high quality (HQ: 20-bit precision, linear phase).</summary>
internal sealed class SoxrRate : IRateConverter
{
    private readonly SoxrResampler _resampler;

    public SoxrRate(int inputRate, int outputRate) => _resampler = SoxrResampler.Create(inputRate, outputRate);

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output, out int consumed, out int produced) =>
        _resampler.Process(input, output, out consumed, out produced);

    /// <inheritdoc/>
    public int Flush(Span<float> output) => _resampler.Flush(output);

    /// <inheritdoc/>
    public void Dispose() => _resampler.Dispose();
}
