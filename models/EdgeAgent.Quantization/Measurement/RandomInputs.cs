using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>Fills a model's inputs with noise, because zeros are faster than life in some kernels. The same noise every time.</summary>
internal static class RandomInputs
{
    /// <summary>Fills every input that holds floats or bytes.</summary>
    public static void Fill(OrtSession session, OrtBinding binding)
    {
        uint state = 1;
        for (var i = 0; i < session.Inputs.Count; i++)
        {
            switch (session.Inputs[i].ElementType)
            {
                case TensorElementType.Float:
                    foreach (ref var value in binding.Input(i)) value = Next(ref state) - 0.5f;
                    break;
                case TensorElementType.Float16:
                    foreach (ref var value in binding.Input<Half>(i)) value = (Half)(Next(ref state) - 0.5f);
                    break;
                case TensorElementType.UInt8:
                    foreach (ref var value in binding.Input<byte>(i)) value = (byte)(255 * Next(ref state));
                    break;
            }
        }
    }

    // Numerical Recipes' linear congruential generator: noise, not chance.
    private static float Next(ref uint state)
    {
        state = unchecked((state * 1664525) + 1013904223);
        return (state >> 8) * (1f / (1 << 24));
    }
}
