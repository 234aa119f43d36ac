using System.Diagnostics;
using EdgeAgent.Pipelines.Evidence.Spectrogram;

namespace EdgeAgent.Pipelines.Tests.Evidence;

public sealed class SpectrogramTests
{
    [Theory]
    [InlineData(10_000, 5000, 1000)]
    [InlineData(48_000, 5000, 437.5)]
    [InlineData(96_000, 48_000, 30_000)]
    public void Measure_Tone_LiesInItsRowAndItsTime(int rate, double top, double hertz)
    {
        var samples = new float[rate * 4];
        for (var i = rate; i < 3 * rate; i++) samples[i] = 0.25f * MathF.Sin((float)(2 * Math.PI * hertz * i % (2 * Math.PI * rate) / rate));

        var grid = PowerGrid.Measure(samples, rate, top, 400, 200);

        var loudest = Enumerable.Range(0, 200).MaxBy(row => grid[(row * 400) + 200]);
        Assert.InRange((199.5 - loudest) / 200 * top, hertz - (top / 100), hertz + (top / 100));
        Assert.True(grid[(loudest * 400) + 200] > grid[(loudest * 400) + 60] + 60);
        Assert.True(grid[(loudest * 400) + 340] < grid[(loudest * 400) + 200] - 60);
    }

    [Fact]
    public void Measure_WhiteNoise_HasItsDensityInEveryRow()
    {
        var random = new Random(1);
        var samples = new float[200_000];
        for (var i = 0; i < samples.Length; i++) samples[i] = (float)((random.NextDouble() - 0.5) * 0.2);

        // Rows as wide as bins: nothing is picked as the loudest of several.
        var grid = PowerGrid.Measure(samples, 10_000, 5000, 50, 512);

        // Power 0.2² / 12 over 5000 Hz.
        var wanted = 10 * Math.Log10(0.04 / 12 / 5000);
        var mean = 10 * Math.Log10(grid.Skip(50 * 20).Take(50 * 470).Average(level => Math.Pow(10, level / 10.0)));
        Assert.InRange(mean, wanted - 1, wanted + 1.8);
    }

    [Fact]
    public void Measure_SilenceAndNothing_IsNothing()
    {
        Assert.All(PowerGrid.Measure(new float[1000], 10_000, 5000, 10, 10), level => Assert.Equal(PowerGrid.Nothing, level));
        Assert.All(PowerGrid.Measure([], 10_000, 5000, 10, 10), level => Assert.Equal(PowerGrid.Nothing, level));
    }

    [Theory]
    [InlineData(0, 9, 10, "0 1 2 3 4 5 6 7 8 9")]
    [InlineData(0, 5000, 7, "0 1000 2000 3000 4000 5000")]
    [InlineData(-97.3, -62.1, 6, "-90 -80 -70")]
    [InlineData(0, 0.43, 5, "0.0 0.1 0.2 0.3 0.4")]
    public void Between_AnyRange_GivesRoundValues(double from, double to, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', AxisTicks.Between(from, to, most).Select(t => t.Text)));

    [Fact]
    public void Palette_FromQuietToLoud_GetsEvenlyLighter()
    {
        var lightness = Enumerable.Range(0, ColourMap.Steps).Select(i => Lightness(ColourMap.Palette[3 * i], ColourMap.Palette[(3 * i) + 1], ColourMap.Palette[(3 * i) + 2])).ToArray();
        var steps = lightness.Skip(1).Zip(lightness, (next, before) => next - before).ToArray();

        // OKLab lightness, of colours rounded to bytes.
        Assert.All(steps, step => Assert.InRange(step, 0.6 * steps.Average(), 1.4 * steps.Average()));
        Assert.True(lightness[^1] - lightness[0] > 0.8);
    }

    [Fact]
    public void Encode_Picture_IsReadByFfmpegPixelByPixel()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg, which is not on this machine");
        using var folder = new TemporaryFolder();
        var pixels = new byte[37 * 11];
        new Random(4).NextBytes(pixels);
        var path = folder.Write("a.png", PngEncoder.Encode(pixels, 37, ColourMap.Palette, "title"));

        using var ffmpeg = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", ["-nostdin", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var raw = new MemoryStream();
        ffmpeg.StandardOutput.BaseStream.CopyTo(raw);
        Assert.Equal("", ffmpeg.StandardError.ReadToEnd());
        var wanted = pixels.SelectMany(p => ColourMap.Palette.Slice(3 * p, 3).ToArray()).ToArray();
        Assert.Equal(wanted, raw.ToArray());
    }

    private static double Lightness(byte red, byte green, byte blue)
    {
        var (r, g, b) = (Linear(red), Linear(green), Linear(blue));
        return (0.2104542553 * Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b)))
            + (0.7936177850 * Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b)))
            - (0.0040720468 * Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b)));

        static double Linear(byte value) => value / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
    }
}
