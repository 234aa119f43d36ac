using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Tests.Verification;

/// <summary>The sounds that verification makes are what their names say.</summary>
public sealed class ProbeSoundTests : IDisposable
{
    private readonly TestPackage _package = new();

    public void Dispose() => _package.Dispose();

    private Dictionary<string, float[]> Listen()
    {
        // One window at a time: what is scored since the last check is what the check's name says.
        _package.Manifest["batch"]!["max"] = 1;
        var heard = new List<float[]>();
        var probe = new FakeProbe(window =>
        {
            heard.Add(window);
            return [0f, 1f];
        });
        var sounds = new Dictionary<string, float[]>();
        PackageVerifier.Verify(_package.Open(), probe, new VerificationOptions { WindowsPerProbe = 200 }, new Sorter(heard, sounds));
        return sounds;
    }

    private static double Level(float[] sound) => 10 * Math.Log10(sound.Average(s => (double)s * s));

    // Power of the difference of neighbours over the power: 2 for white noise, less where low tones prevail.
    private static double Roughness(float[] sound) =>
        sound.Skip(1).Zip(sound, (b, a) => (double)(b - a) * (b - a)).Average() / sound.Average(s => (double)s * s);

    [Theory]
    [InlineData("white noise")]
    [InlineData("pink noise")]
    [InlineData("tonal ship noise")]
    public void Probes_Noise_HasItsLevelInsideFullScale(string name)
    {
        var sounds = Listen();
        foreach (var level in new[] { -80, -60, -40, -20 })
            Assert.Equal(level, Level(sounds[$"quiet on {name} at −{-level} dBFS"]), tolerance: 0.05);

        // So loud that its peaks are clipped, which takes a little power.
        var loud = sounds[$"quiet on {name} at −10 dBFS"];
        Assert.InRange(Level(loud), -10.5, -9.95);
        Assert.InRange(loud.Max(Math.Abs), 0.5f, 1f);
    }

    [Fact]
    public void Probes_Colours_Differ()
    {
        var sounds = Listen();
        Assert.InRange(Roughness(sounds["quiet on white noise at −40 dBFS"]), 1.9, 2.1);
        Assert.InRange(Roughness(sounds["quiet on pink noise at −40 dBFS"]), 0.2, 0.8);
        Assert.Equal(0.016f, Assert.Single(sounds["quiet on a constant offset of +0.016"].Distinct()));
        Assert.Equal(0f, Assert.Single(sounds["quiet on digital silence"].Distinct()));
    }

    [Fact]
    public void Probes_MadeTwice_AreTheSameSamples()
    {
        var (first, second) = (Listen(), Listen());
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, sound => Assert.Equal(sound.Value, second[sound.Key]));
    }

    private sealed class Sorter(List<float[]> heard, Dictionary<string, float[]> sounds) : IProgress<VerificationCheck>
    {
        public void Report(VerificationCheck value)
        {
            if (value.Name.StartsWith("quiet on ", StringComparison.Ordinal)) sounds[value.Name] = [.. heard.SelectMany(window => window)];
            heard.Clear();
        }
    }
}
