namespace EdgeAgent.Quantization.Calibration;

/// <summary>What a tensor may hold.</summary>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
internal readonly record struct ValueRange(float Min, float Max)
{
    /// <summary>The greatest distance from 0.</summary>
    public float Reach => Math.Max(Math.Abs(Min), Math.Abs(Max));
}
