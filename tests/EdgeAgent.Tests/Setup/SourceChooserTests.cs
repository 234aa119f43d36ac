using EdgeAgent.Devices;
using EdgeAgent.Setup;

namespace EdgeAgent.Tests.Setup;

public sealed class SourceChooserTests
{
    private const int ModelRate = 10_000;

    [Fact]
    public void Choose_NoCard_MakesUpASignalAndSaysSo()
    {
        var source = SourceChooser.Choose(new SetupAnswers(), [], ModelRate);

        Assert.Equal(("synthetic", ModelRate), (source.Kind, source.SampleRate));
        Assert.StartsWith("no sound card was found", source.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S16_LE S24_3LE", "[1 2]", "[8000 96000]", "hw:CARD=A,DEV=0", "s24", 1, 48_000)]
    [InlineData("S16_LE", "2", "44100", "hw:CARD=A,DEV=0", "s16", 2, 44_100)]
    [InlineData("S32_LE S16_LE", "[2 8]", "96000 192000", "hw:CARD=A,DEV=0", "s32", 2, 96_000)]
    [InlineData("U8", "1", "8000", "plughw:CARD=A,DEV=0", "s16", 1, 8_000)]
    public void Choose_Card_TakesWhatItDoesWithoutConversion(string encodings, string channels, string rates, string device, string encoding, int count, int rate)
    {
        var card = new SoundCard("hw:CARD=A,DEV=0", "A", (0, 0), new SoundFormat(encodings.Split(' '), NumberSet.TryParse(channels)!, NumberSet.TryParse(rates)!), null);

        var source = SourceChooser.Choose(new SetupAnswers(), [card], ModelRate);

        Assert.Equal(("alsa", device, encoding, count, rate), (source.Kind, source.Device, source.Encoding, source.Channels, source.SampleRate));
    }

    [Fact]
    public void Choose_ModelNeedsMore_TakesARateThatHasIt()
    {
        var card = new SoundCard("hw:CARD=A,DEV=0", "A", (0, 0), new SoundFormat(["S16_LE"], NumberSet.TryParse("1")!, NumberSet.TryParse("44100 48000 96000 192000")!), null);

        Assert.Equal(192_000, SourceChooser.Choose(new SetupAnswers(), [card], 150_000).SampleRate);
    }

    [Fact]
    public void Choose_CardThatIsInUse_LeavesConversionToAlsa()
    {
        var busy = new SoundCard("hw:CARD=A,DEV=0", "A", (0, 0), null, "Device or resource busy");

        var source = SourceChooser.Choose(new SetupAnswers(), [busy], ModelRate);

        Assert.Equal(("plughw:CARD=A,DEV=0", 48_000), (source.Device, source.SampleRate));
        Assert.Contains("busy", source.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_Answers_Win()
    {
        var card = new SoundCard("hw:CARD=A,DEV=0", "A", (0, 0), new SoundFormat(["S16_LE"], NumberSet.TryParse("[1 8]")!, NumberSet.TryParse("[8000 96000]")!), null);

        var source = SourceChooser.Choose(new SetupAnswers { Device = "hw:CARD=A,DEV=0", SampleRate = 16_000, Channels = 4, Channel = 3, Encoding = "s32" }, [card], ModelRate);

        Assert.Equal((16_000, 4, 3, "s32"), (source.SampleRate, source.Channels, source.Channel, source.Encoding));
    }
}
