using System.Globalization;
using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Makes live inputs that are child processes. Their arguments pass no shell.</summary>
public static class LiveInputs
{
    /// <summary>A sound card through ALSA's <c>arecord</c>, which ends itself at an overrun so that no sample is lost in silence.</summary>
    /// <param name="device">ALSA's name: <c>hw:1,0</c>, <c>plughw:CARD=UAC</c>.</param>
    /// <param name="format">What to ask of it.</param>
    /// <param name="time">The clock.</param>
    public static ILiveInput Alsa(string device, AudioFormat format, TimeProvider time) =>
        new ChildInput($"ALSA device {device}", format, new ChildProcessStart
        {
            Program = "arecord",
            Arguments = ["--quiet", "--fatal-errors", "--device", device, "--file-type", "raw", "--format", AlsaWord(format.Encoding), "--rate", Text(format.SampleRate), "--channels", Text(format.Channels)],
            Remedy = "install it with: apt install alsa-utils",
        }, time);

    /// <summary>
    /// Anything that ffmpeg opens: RTSP, HLS, HTTP and Icecast, UDP and RTP, SRT where built in, files. The first audio stream, converted to the format.
    /// A file is played at its own speed, and again from its start when it has ended.
    /// How long ffmpeg looks at a stream before it gives anything is kept short (raw samples: not at all; others: two seconds of them) unless the options say <c>-probesize</c> or <c>-analyzeduration</c>.
    /// </summary>
    /// <remarks>
    /// A user name, password or token in the address reaches neither messages nor ffmpeg's title: ffmpeg then reads the address from its standard input, as a list of one entry
    /// with the options of its protocol and demuxer, each a name and a value (so <c>-f</c> does not go with it).
    /// Otherwise options are arguments, and every user of the box can read them.
    /// </remarks>
    /// <param name="address">URL or path.</param>
    /// <param name="options">ffmpeg's options for the input, before it.</param>
    /// <param name="format">What to convert to.</param>
    /// <param name="time">The clock.</param>
    public static ILiveInput Ffmpeg(string address, IReadOnlyList<string> options, AudioFormat format, TimeProvider time) =>
        FfmpegCommand.Input(address, options, format, time);

    /// <summary>
    /// A GStreamer pipeline, as <c>gst-launch-1.0</c> takes it, that ends in <c>fdsink</c>; one without gets the conversion to the format and <c>fdsink</c> appended.
    /// </summary>
    /// <remarks>GStreamer has no way to take a password but its arguments, which every user of the box can read: use an account that may only listen.</remarks>
    /// <param name="pipeline">The description; quotes hold words with spaces together.</param>
    /// <param name="format">What it writes.</param>
    /// <param name="time">The clock.</param>
    public static ILiveInput GStreamer(string pipeline, AudioFormat format, TimeProvider time)
    {
        var words = CommandWords.Split(pipeline).ToList();
        if (!words.Contains("fdsink"))
            words.AddRange(["!", "audioconvert", "!", "audioresample", "!", $"audio/x-raw,format={GStreamerWord(format.Encoding)},rate={Text(format.SampleRate)},channels={Text(format.Channels)},layout=interleaved", "!", "fdsink", "fd=1"]);
        return new ChildInput($"GStreamer pipeline {Shortened(Secrets.Redact(words[0]))}", format, new ChildProcessStart
        {
            Program = "gst-launch-1.0",
            Arguments = ["--quiet", .. words],
            Redact = Secrets.FilterFor(pipeline),
            Remedy = "install it with: apt install gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good",
        }, time);
    }

    /// <summary>Any program that writes raw PCM to its standard output.</summary>
    /// <param name="command">The program and its arguments, each as it is.</param>
    /// <param name="format">What it writes.</param>
    /// <param name="time">The clock.</param>
    public static ILiveInput Command(IReadOnlyList<string> command, AudioFormat format, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new ChildInput($"command {Path.GetFileName(command[0])}", format, new ChildProcessStart
        {
            Program = command[0],
            Arguments = [.. command.Skip(1)],
            Redact = Secrets.FilterFor(string.Join(' ', command)),
        }, time);
    }

    /// <summary>A number as programs read it.</summary>
    internal static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";

    /// <summary>ALSA's name of an encoding, such as <c>S16_LE</c>.</summary>
    public static string AlsaWord(SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.S16 => "S16_LE",
        SampleEncoding.S24 => "S24_3LE",
        SampleEncoding.S32 => "S32_LE",
        _ => "FLOAT_LE",
    };

    private static string GStreamerWord(SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.S16 => "S16LE",
        SampleEncoding.S24 => "S24LE",
        SampleEncoding.S32 => "S32LE",
        _ => "F32LE",
    };
}
