using System.Globalization;

namespace EdgeAgent.Tests.Functional;

/// <summary>Reads what Python's <c>float.hex</c> writes: a number without rounding.</summary>
internal static class HexFloat
{
    /// <summary>Reads a number that a 32-bit float holds.</summary>
    public static float Parse(string text)
    {
        if (text is "0x0.0p+0" or "-0x0.0p+0") return text[0] == '-' ? -0f : 0f;
        var negative = text[0] == '-';
        var parts = text[(negative ? 3 : 2)..].Split('p');
        var digits = parts[0].Split('.');
        var mantissa = ulong.Parse(digits[0] + digits[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var value = Math.ScaleB((double)mantissa, int.Parse(parts[1], CultureInfo.InvariantCulture) - (4 * digits[1].Length));
        return (float)(negative ? -value : value);
    }
}
