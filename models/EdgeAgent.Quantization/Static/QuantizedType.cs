using EdgeAgent.Quantization.Calibration;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Static;

/// <summary>How an 8-bit integer stands for a real number: <c>real = scale · (integer − zeroPoint)</c> (ONNX QuantizeLinear).</summary>
/// <param name="Scale">Positive step.</param>
/// <param name="ZeroPoint">The integer of 0.</param>
/// <param name="IsSigned">int8, or else uint8.</param>
internal readonly record struct QuantizedType(float Scale, int ZeroPoint, bool IsSigned)
{
    /// <summary>Least integer.</summary>
    public int Lowest => IsSigned ? -128 : 0;

    /// <summary>Greatest integer.</summary>
    public int Highest => IsSigned ? 127 : 255;

    /// <summary>Its ONNX type.</summary>
    public DataType Element => IsSigned ? DataType.Int8 : DataType.Uint8;

    /// <summary>Least real number.</summary>
    public float Min => Scale * (Lowest - ZeroPoint);

    /// <summary>Greatest real number.</summary>
    public float Max => Scale * (Highest - ZeroPoint);

    /// <summary>For activations of a target.</summary>
    public static QuantizedType ForActivation(ValueRange range, QuantizationTarget target)
    {
        var signed = target != QuantizationTarget.X86;
        var (min, max) = (Math.Min(range.Min, 0), Math.Max(range.Max, 0));
        if (target == QuantizationTarget.TensorRt)
        {
            var reach = Math.Max(-min, max);
            return new QuantizedType(Positive(reach / 127), 0, true);
        }

        var (lowest, highest) = signed ? (-128, 127) : (0, 255);
        var scale = Positive((max - min) / 255);
        // Half to even, as the operator itself rounds.
        var zero = Math.Clamp((int)MathF.Round(lowest - (min / scale), MidpointRounding.ToEven), lowest, highest);
        return new QuantizedType(scale, zero, signed);
    }

    /// <summary>The integer of a real number, as QuantizeLinear makes it.</summary>
    public int Quantize(float value) => (int)Math.Clamp(MathF.Round(value / Scale, MidpointRounding.ToEven) + ZeroPoint, Lowest, Highest);

    /// <summary>The real number that an integer stands for.</summary>
    public float Dequantize(int value) => Scale * (value - ZeroPoint);

    // A tensor that is always 0 still needs a step.
    private static float Positive(float scale) => scale < 1e-30f || !float.IsFinite(scale) ? 1 : scale;
}
