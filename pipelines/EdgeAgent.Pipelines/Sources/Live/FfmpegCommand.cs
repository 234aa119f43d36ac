using System.Globalization;
using System.Text;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>ffmpeg's command line for a live input.</summary>
internal static class FfmpegCommand
{
    private const string Protocols = "file,pipe,fd,crypto,data,hls,http,https,httpproxy,tcp,tls,udp,rtp,rtsp,srt,icecast,ftp,rtmp,rtmps";

    private static readonly string[] RawDemuxers =
        ["s8", "s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "u8", "u16le", "u16be", "u24le", "u24be", "u32le", "u32be", "f32le", "f32be", "f64le", "f64be", "alaw", "mulaw"];

    /// <summary>The input.</summary>
    public static ILiveInput Input(string address, IReadOnlyList<string> options, AudioFormat format, TimeProvider time) =>
        Input(address, [.. Probing(address, options), .. options], Output(format), format, null, time);

    /// <summary>The first video stream, scaled and converted to raw frames of a format.</summary>
    public static ILiveInput Input(string address, IReadOnlyList<string> options, VideoFormat format, TimeProvider time) =>
        Input(address, options, Output(format), default, format, time);

    private static ChildInput Input(string address, IReadOnlyList<string> options, string[] output, AudioFormat format, VideoFormat? video, TimeProvider time)
    {
        var hides = Secrets.AreIn(address);
        IReadOnlyList<string> all = [.. Defaults(address, options), .. options];
        var start = new ChildProcessStart
        {
            Program = "ffmpeg",
            Arguments = hides
                ? ["-hide_banner", "-loglevel", "error", .. Pace(all), "-f", "concat", "-safe", "0", "-protocol_whitelist", Protocols, "-i", "pipe:0", .. output]
                : ["-nostdin", "-hide_banner", "-loglevel", "error", .. all, "-i", address, .. output],
            Redact = Secrets.FilterFor(address),
            Remedy = "install it with: apt install ffmpeg",
        };
        return new ChildInput($"ffmpeg input {Secrets.Redact(address)}", format, start, time, hides ? Script(address, all) : null, video);
    }

    private static string[] Output(AudioFormat format) =>
        ["-map", "0:a:0", "-f", Word(format.Encoding), "-ar", LiveInputs.Text(format.SampleRate), "-ac", LiveInputs.Text(format.Channels), "-flush_packets", "1", "pipe:1"];

    // A constant rate of frames: what the source leaves out is repeated, so that a position is a time.
    // One of any size goes as YUV4MPEG2.
    private static string[] Output(VideoFormat format) => format.IsMjpeg
    ?
    [
        "-map", "0:v:0", "-an", "-vf", string.Create(CultureInfo.InvariantCulture, $"fps={format.FramesPerSecond:0.####}"), "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "-flush_packets", "1", "pipe:1",
    ]
    :
    [
        "-map", "0:v:0", "-an", "-vf", string.Create(CultureInfo.InvariantCulture, $"scale={format.Layout.Width}:{format.Layout.Height},fps={format.FramesPerSecond:0.####}"),
        "-pix_fmt", VideoWord(format.Layout.Format), "-f", "rawvideo", "-flush_packets", "1", "pipe:1",
    ];

    // A file has no pace of its own. RTSP over UDP loses packets in silence; over TCP it does not.
    private static string[] Defaults(string address, IReadOnlyList<string> options)
    {
        if (address.StartsWith("rtsp://", StringComparison.OrdinalIgnoreCase)) return options.Contains("-rtsp_transport") ? [] : ["-rtsp_transport", "tcp"];
        var isFile = !address.Contains("://", StringComparison.Ordinal) && options.Count == 0;
        return isFile ? ["-re"] : [];
    }

    // ffmpeg looks at a stream before it gives anything: at raw samples until its buffer is full, which is seconds at low rates, and at others for up to 5 s of them.
    // Of raw samples everything is known, and sound shows what it is in its first frames. Pictures may begin with seconds that can't be decoded.
    private static string[] Probing(string address, IReadOnlyList<string> options)
    {
        if (options.Contains("-probesize") || options.Contains("-analyzeduration")) return [];
        if (options.SkipWhile(o => o != "-f").Skip(1).FirstOrDefault() is { } demuxer && RawDemuxers.Contains(demuxer)) return ["-probesize", "32", "-analyzeduration", "0"];
        return address.Contains("://", StringComparison.Ordinal) ? ["-analyzeduration", "2000000"] : [];
    }

    // A list of one entry, with the options of its protocol and demuxer; the pace is ffmpeg's own and stays with it.
    private static string Script(string address, IReadOnlyList<string> options)
    {
        var script = new StringBuilder("ffconcat version 1.0\n").Append("file ").Append(Quoted(address)).Append('\n');
        for (var i = 0; i < options.Count; i++)
        {
            if (options[i] == "-re") continue;
            var value = i + 1 < options.Count ? options[++i] : "1";
            if (options[i - 1] != "-readrate") script.Append("option ").Append(options[i - 1].TrimStart('-')).Append(' ').Append(Quoted(value)).Append('\n');
        }

        return script.ToString();
    }

    private static string[] Pace(IReadOnlyList<string> options)
    {
        for (var i = 0; i < options.Count; i++)
        {
            if (options[i] == "-re") return ["-re"];
            if (options[i] == "-readrate" && i + 1 < options.Count) return ["-readrate", options[i + 1]];
        }

        return [];
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string VideoWord(PixelFormat format) => format switch
    {
        PixelFormat.Rgb24 => "rgb24",
        PixelFormat.Bgr24 => "bgr24",
        PixelFormat.Gray8 => "gray",
        PixelFormat.Gray16 => "gray16le",
        PixelFormat.Nv12 => "nv12",
        PixelFormat.Yuyv => "yuyv422",
        _ => "yuv420p",
    };

    private static string Word(SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.S16 => "s16le",
        SampleEncoding.S24 => "s24le",
        SampleEncoding.S32 => "s32le",
        _ => "f32le",
    };
}
