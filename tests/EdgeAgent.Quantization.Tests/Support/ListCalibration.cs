using EdgeAgent.Quantization.Calibration;

namespace EdgeAgent.Quantization.Tests.Support;

/// <summary>Inputs that a test made.</summary>
internal sealed class ListCalibration(IReadOnlyList<float[]> inputs) : ICalibrationData
{
    public string Description => "the test's inputs";

    public IEnumerable<(string Name, float[] Elements)> Read() => inputs.Select((input, i) => ($"input {i}", input));

    /// <summary>Noise around a mean.</summary>
    public static ListCalibration Noise(int count, int elements, int seed = 1, float scale = 1, float mean = 0)
    {
        var random = new Random(seed);
        return new ListCalibration([.. Enumerable.Range(0, count).Select(_ => Values(random, elements, scale, mean))]);
    }

    public static float[] Values(Random random, int count, float scale = 1, float mean = 0)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = mean + (scale * ((2 * random.NextSingle()) - 1));
        return values;
    }
}
