using EdgeAgent.Devices;

namespace EdgeAgent.Tests.Devices;

public sealed class AlsaTextTests
{
    // alsa-utils 1.2.8 on a Raspberry Pi with a USB codec and a webcam.
    private const string Listed = """
        **** List of CAPTURE Hardware Devices ****
        card 1: Webcam [Dynex 1.3MP Webcam], device 0: USB Audio [USB Audio]
          Subdevices: 1/1
          Subdevice #0: subdevice #0
        card 2: CODEC [USB Audio CODEC], device 0: USB Audio [USB Audio]
          Subdevices: 0/1
          Subdevice #0: subdevice #0
        card 3: sndrpihifiberry [snd_rpi_hifiberry_dacplusadcpro], device 0: HiFiBerry DAC+ADC Pro HiFi multicodec-0 [HiFiBerry DAC+ADC Pro HiFi multicodec-0]
          Subdevices: 1/1
          Subdevice #0: subdevice #0
        """;

    private const string Named = """
        null
            Discard all samples (playback) or generate zero samples (capture)
        hydrophone
            A hydrophone made of a file
        default:CARD=CODEC
            USB Audio CODEC, USB Audio
            Default Audio Device
        sysdefault:CARD=CODEC
            USB Audio CODEC, USB Audio
            Default Audio Device
        array:1
        dsnoop:CARD=CODEC,DEV=0
            USB Audio CODEC, USB Audio
            Direct sample snooping device
        """;

    private const string Parameters = """
        Warning: Some sources (like microphones) may produce inaudible results
                 with 8-bit sampling. Use '-f' argument to increase resolution
                 e.g. '-f S16_LE'.
        Recording raw data '/dev/null' : Unsigned 8 bit, Rate 8000 Hz, Mono
        HW Params of device "hw:CARD=CODEC,DEV=0":
        --------------------
        ACCESS:  MMAP_INTERLEAVED RW_INTERLEAVED
        FORMAT:  S16_LE S24_3LE
        SUBFORMAT:  STD
        SAMPLE_BITS: [16 24]
        FRAME_BITS: [16 48]
        CHANNELS: [1 2]
        RATE: [8000 96000]
        PERIOD_TIME: [1000 2048000]
        PERIOD_SIZE: [16 196608]
        TICK_TIME: ALL
        --------------------
        arecord: set_params:1387: Sample format non available
        Available formats:
        - S16_LE
        - S24_3LE
        """;

    [Fact]
    public void Cards_ListOfArecord_AreNamedSoThatTheirOrderDoesNotMatter()
    {
        var cards = AlsaText.Cards(Lines(Listed)).ToArray();

        Assert.Equal(["hw:CARD=Webcam,DEV=0", "hw:CARD=CODEC,DEV=0", "hw:CARD=sndrpihifiberry,DEV=0"], cards.Select(c => c.Device));
        Assert.Equal("USB Audio CODEC, USB Audio", cards[1].Name);
        Assert.Equal((2, 0), cards[1].Place);
    }

    [Fact]
    public void Entries_ListOfArecord_AreThoseThatSomebodyWrote() =>
        Assert.Equal([("hydrophone", "A hydrophone made of a file"), ("array:1", "array:1")], AlsaText.Entries(Lines(Named)).Select(e => (e.Device, e.Name)));

    [Fact]
    public void Format_DumpOfArecord_SaysWhatTheHardwareDoes()
    {
        var format = AlsaText.Format(Lines(Parameters))!;

        Assert.Equal(["S16_LE", "S24_3LE"], format.Encodings);
        Assert.True(format.Channels.Has(1) && format.Channels.Has(2) && !format.Channels.Has(3));
        Assert.True(format.Rates.Has(48_000) && !format.Rates.Has(192_000));
        Assert.Equal("S16_LE S24_3LE, 1 to 2 channels, 8000 to 96000 Hz", format.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("arecord: main:831: audio open error: No such file or directory")]
    [InlineData("FORMAT:\nCHANNELS: 1\nRATE: 48000")]
    [InlineData("FORMAT: S16_LE\nCHANNELS: many\nRATE: 48000")]
    [InlineData("FORMAT: S16_LE\nCHANNELS: [1 2 3]\nRATE: 48000")]
    [InlineData("FORMAT: S16_LE\nRATE: 48000")]
    public void Format_SaysNothingOfThat_IsNone(string text) => Assert.Null(AlsaText.Format(Lines(text)));

    [Theory]
    [InlineData("")]
    [InlineData("arecord: device_list:274: no soundcards found...")]
    [InlineData("card x: A [A], device 0: B [B]")]
    [InlineData("card 99999999999: A [A], device 0: B [B]")]
    [InlineData("card 1: A [A]")]
    public void Cards_NoCard_IsNone(string text) => Assert.Empty(AlsaText.Cards(Lines(text)));

    [Theory]
    [InlineData("[8000 96000]", "8000 to 96000")]
    [InlineData("(8000 96000]", "8000 to 96000")]
    [InlineData("44100 48000", "44100, 48000")]
    [InlineData("48000", "48000")]
    [InlineData("[48000 48000]", "48000")]
    public void NumberSet_AsAlsaWritesIt_IsRead(string text, string shown) => Assert.Equal(shown, NumberSet.TryParse(text)?.ToString());

    private static string[] Lines(string text) => text.Split('\n');
}
