using EdgeAgent.Core.Models;

namespace EdgeAgent.Quantization.Calibration;

/// <summary>Calibration data that means something: finite, of the right size, and not mostly silence.</summary>
internal static class CheckedCalibration
{
    /// <summary>Fewer inputs say nothing of what a box will hear.</summary>
    public const int Fewest = 8;

    /// <summary>Reads what can be used: silent (constant) inputs are left out.</summary>
    /// <param name="data">The data.</param>
    /// <param name="elements">Elements of one input.</param>
    /// <exception cref="ModelException">An input is not finite or of another size, or too few are left.</exception>
    public static IEnumerable<float[]> Read(ICalibrationData data, long elements)
    {
        int used = 0, constant = 0;
        foreach (var (name, values) in data.Read())
        {
            if (values.LongLength != elements) throw new ModelException($"{name} has {values.LongLength} elements, but the model takes {elements}; calibrate with inputs of its own shape");
            if (Array.FindIndex(values, v => !float.IsFinite(v)) is >= 0 and var at) throw new ModelException($"{name}: element {at} is {values[at]}; calibrate with finite numbers");
            if (Array.TrueForAll(values, v => v == values[0]))
            {
                constant++;
                continue;
            }

            used++;
            yield return values;
        }

        if (used < Fewest)
            throw new ModelException(constant > 0
                ? $"{data.Description}: {constant} inputs are constant (digital silence, a blank picture) and {used} are not; ranges can't be learned from them, give recordings with sound or pictures with something in them"
                : $"{data.Description}: {used} inputs are there; calibrate with at least {Fewest}");
    }
}
