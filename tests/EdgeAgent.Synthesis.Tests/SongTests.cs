using EdgeAgent.Synthesis.Songs;

namespace EdgeAgent.Synthesis.Tests;

public sealed class SongTests
{
    private const int Rate = 10000;

    // At this ratio the song is below the ocean's last bit: what is left is the ocean.
    private const double Inaudible = -200;

    [Fact]
    public void Create_SnrAsked_IsTheRatioInEachUnitsOwnBand()
    {
        var recording = SongRecording.Create(60, 5, Rate, 12, loopable: false);
        var ocean = SongRecording.Create(60, 5, Rate, Inaudible, loopable: false);
        var song = recording.Samples.Zip(ocean.Samples, (both, noise) => both - noise).ToArray();

        Assert.True(recording.Units.Count >= 10);
        foreach (var unit in recording.Units)
        {
            var span = (int)(unit.Begin * Rate)..(int)(unit.End * Rate);
            var around = (int)((unit.Begin - 1) * Rate)..(int)((unit.End + 1) * Rate);
            var (low, high) = (Math.Max(unit.Low - 10, 20), unit.High + 10);
            var ratio = 10 * Math.Log10(Measure.BandPower(song.AsSpan(span), low, high, Rate) / Measure.BandPower(ocean.Samples.AsSpan(around), low, high, Rate));
            Assert.InRange(ratio, 12 - 2, 12 + 2);
            Assert.InRange(unit.SnrDb, 11, 13);
        }

        Assert.InRange(recording.Units.Average(unit => unit.SnrDb), 11.5, 12.5);
    }

    [Fact]
    public void Create_Truth_LiesWhereTheEnergyIs()
    {
        var recording = SongRecording.Create(120, 1, Rate, 12, loopable: false);
        var ocean = SongRecording.Create(120, 1, Rate, Inaudible, loopable: false);
        var song = recording.Samples.Zip(ocean.Samples, (both, noise) => both - noise).ToArray();

        double inside = 0, total = song.Sum(sample => sample * sample);
        foreach (var unit in recording.Units)
            for (var i = (int)(unit.Begin * Rate); i < (int)(unit.End * Rate); i++) inside += song[i] * song[i];
        Assert.InRange(inside / total, 0.85, 1);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void Create_Pauses_HoldOnlyTheOcean(ulong seed)
    {
        var recording = SongRecording.Create(150, seed, Rate, 12, loopable: true);
        var bouts = recording.Bouts;

        Assert.True(bouts.Count >= 2);
        Assert.All(bouts.Zip(bouts.Skip(1)), pair => Assert.InRange(pair.Second.Begin - pair.First.End, 20, 40));
        Assert.True(150 - bouts[^1].End + bouts[0].Begin >= 20, "the seam lies within a whole pause");
        Assert.All(bouts, bout => Assert.All(bout.Units.Zip(bout.Units.Skip(1)), pair => Assert.InRange(pair.Second.Begin - pair.First.End, 0.2, 4)));
        var ocean = SongRecording.Create(150, seed, Rate, Inaudible, loopable: true);
        var pause = (int)((bouts[0].End + 2) * Rate)..(int)(bouts[1].Begin * Rate);
        Assert.True(recording.Samples.AsSpan(pause).SequenceEqual(ocean.Samples.AsSpan(pause)));
    }

    [Fact]
    public void Create_Ocean_LiesAtItsLevelAndFallsWithFrequency()
    {
        var ocean = Ocean.Create(15 * Rate, 3, Rate, loopable: true);

        Assert.InRange(Measure.Level(ocean), Ocean.LevelDbfs - 0.1, Ocean.LevelDbfs + 0.1);
        var densities = new[] { 80.0, 400, 1500, 3500 }.Select(low => Measure.BandPower(ocean, low, low + 200, Rate)).ToArray();
        Assert.All(densities.Zip(densities.Skip(1)), pair => Assert.True(pair.Second < pair.First));
    }

    [Fact]
    public void Create_Loopable_SeamIsAsSmoothAsAnywhere()
    {
        // Over many seeds: the step between the means of four samples on either side, against steps elsewhere.
        var (loops, cuts) = (0.0, 0.0);
        for (var seed = 1UL; seed <= 40; seed++)
        {
            loops += SeamStep(Ocean.Create(72000, seed, 24000, loopable: true)) / 40;
            cuts += SeamStep(Ocean.Create(72000, seed, 24000, loopable: false)) / 40;
        }

        Assert.InRange(loops, 0.4, 1.8);
        Assert.True(cuts > 2.5, $"a plain cut would not be seen: {cuts}");
    }

    [Fact]
    public void Create_SameSeed_SameSamplesAndOtherSeedOthers()
    {
        var first = SongRecording.Create(60, 7, Rate, 12, loopable: true);

        Assert.Equal(first.Samples, SongRecording.Create(60, 7, Rate, 12, loopable: true).Samples);
        Assert.NotEqual(first.Samples, SongRecording.Create(60, 8, Rate, 12, loopable: true).Samples);
    }

    [Theory]
    [InlineData(40, 4000)]
    [InlineData(61.7, 48000)]
    [InlineData(300, 10000)]
    public void Create_AnyLengthAndRate_HoldsSongAndDoesNotClip(double seconds, int rate)
    {
        var recording = SongRecording.Create(seconds, 11, rate, 20, loopable: true);

        Assert.Equal((int)Math.Round(seconds * rate), recording.Samples.Length);
        Assert.NotEmpty(recording.Bouts);
        Assert.All(recording.Units, unit => Assert.InRange(unit.End - unit.Begin, 0.2, 4));
        Assert.InRange(recording.Samples.Max(Math.Abs), 0.001, 0.98);
    }

    [Fact]
    public void Create_RatioBeyondFullScale_SaysWhatFits()
    {
        var failure = Assert.Throws<SynthesisException>(() => SongRecording.Create(60, 1, Rate, 60, loopable: false));

        Assert.Contains("ask for --snr", failure.Message, StringComparison.Ordinal);
    }

    // Mean square of the step at the seam over that at places inside.
    private static double SeamStep(double[] samples)
        => Step(samples, 0) / Enumerable.Range(1, 200).Average(place => Step(samples, 300 * place));

    private static double Step(double[] samples, int at)
    {
        double before = 0, after = 0;
        for (var i = 0; i < 4; i++)
        {
            after += samples[(at + i) % samples.Length] / 4;
            before += samples[(at - 1 - i + samples.Length) % samples.Length] / 4;
        }

        return (after - before) * (after - before);
    }
}
