using System.Text;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>The real arecord on a sound card that ALSA's plugins make of a file: formats and the protocol of the child, without a pace.</summary>
public sealed class AlsaInputTests
{
    private const string ConfigVariable = "ALSA_CONFIG_PATH";

    [Theory]
    [InlineData(48_000, 1, SampleEncoding.S16)]
    [InlineData(96_000, 1, SampleEncoding.S24)]
    [InlineData(16_000, 2, SampleEncoding.S16)]
    [InlineData(48_000, 1, SampleEncoding.S32)]
    public async Task Alsa_CardOfAnyFormat_GivesItsSamples(int rate, int channels, SampleEncoding encoding)
    {
        Tools.Need("arecord");
        using var folder = new TemporaryFolder();
        var sound = new byte[240_000];
        new Random(rate).NextBytes(sound);
        var file = folder.Write("card.raw", sound);
        Environment.SetEnvironmentVariable(ConfigVariable, folder.Write("asound.conf", Encoding.UTF8.GetBytes($$"""
            pcm.null { type null }
            pcm.hydrophone { type file slave.pcm null file "/dev/null" infile "{{file}}" format "raw" }
            """)));
        try
        {
            var format = new AudioFormat(rate, channels, encoding);
            await using var run = new SupervisedRun(new SupervisedSource(LiveInputs.Alsa("hydrophone", format, TimeProvider.System), Tools.Unpaced, TimeProvider.System, new Random(1)), keep: true);
            await run.UntilAsync(() => run.Epochs.Sum() >= sound.Length, "the card's file is through");

            Assert.Equal(sound, run.Kept[..sound.Length]);
            Assert.Empty(run.Gaps);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ConfigVariable, null);
        }
    }

    [Fact]
    public async Task Alsa_CardThatIsNotThere_IsMissing()
    {
        Tools.Need("arecord");
        await using var run = new SupervisedRun(new SupervisedSource(LiveInputs.Alsa("hw:31,7", new AudioFormat(48_000, 1, SampleEncoding.S16), TimeProvider.System), Tools.Unpaced, TimeProvider.System, new Random(1)));
        await run.UntilAsync(() => run.Gaps.Count > 0, "it is told");

        Assert.Equal("source-missing", run.Gaps[0].Cause);
        Assert.StartsWith("ALSA device hw:31,7: arecord exited with code 1: ", run.Gaps[0].Detail, StringComparison.Ordinal);
    }
}
