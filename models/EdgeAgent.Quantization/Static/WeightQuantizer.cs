namespace EdgeAgent.Quantization.Static;

/// <summary>Weights as symmetric int8 with a scale per output channel, and biases as int32.</summary>
internal static class WeightQuantizer
{
    // Below this a channel is dead; its scale must not become so small that its bias leaves int32.
    private const float LeastScale = 1e-12f;

    /// <summary>Quantizes weights.</summary>
    /// <param name="weights">Row-major elements.</param>
    /// <param name="outer">Product of the dimensions before the channel's.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="inner">Product of the dimensions behind it.</param>
    /// <param name="bias">A bias per channel, or empty.</param>
    /// <param name="inputScale">Scale of the activations, which a bias is counted in.</param>
    /// <param name="bits">8, or 7 where a processor's 8-bit multiplication saturates.</param>
    /// <returns>Integers in the order of the weights, and a scale per channel.</returns>
    public static (sbyte[] Values, float[] Scales) PerChannel(
        ReadOnlySpan<float> weights, int outer, int channels, int inner, ReadOnlySpan<float> bias, float inputScale, int bits = 8)
    {
        var most = (1 << (bits - 1)) - 1;
        var scales = new float[channels];
        for (var o = 0; o < outer; o++)
            for (var c = 0; c < channels; c++)
                foreach (var weight in weights.Slice(((o * channels) + c) * inner, inner))
                    scales[c] = Math.Max(scales[c], Math.Abs(weight));
        for (var c = 0; c < channels; c++)
        {
            scales[c] = Math.Max(scales[c] / most, LeastScale);
            // A large bias over tiny weights overflows int32; coarser weights cost nothing there.
            if (!bias.IsEmpty) scales[c] = Math.Max(scales[c], Math.Abs(bias[c]) / (inputScale * 0.95f * int.MaxValue));
        }

        var values = new sbyte[weights.Length];
        for (var o = 0; o < outer; o++)
            for (var c = 0; c < channels; c++)
                for (int i = ((o * channels) + c) * inner, end = i + inner; i < end; i++)
                    values[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scales[c], MidpointRounding.ToEven), -most, most);
        return (values, scales);
    }

    /// <summary>A bias in steps of <c>inputScale · weightScale</c>, so that it can be added to the products as they are.</summary>
    public static (int[] Values, float[] Scales) Bias(ReadOnlySpan<float> bias, float inputScale, ReadOnlySpan<float> weightScales)
    {
        var values = new int[bias.Length];
        var scales = new float[bias.Length];
        for (var c = 0; c < bias.Length; c++)
        {
            scales[c] = inputScale * weightScales[weightScales.Length == 1 ? 0 : c];
            values[c] = (int)Math.Clamp(Math.Round((double)bias[c] / scales[c], MidpointRounding.ToEven), int.MinValue + 1.0, int.MaxValue);
        }

        return (values, scales);
    }
}
