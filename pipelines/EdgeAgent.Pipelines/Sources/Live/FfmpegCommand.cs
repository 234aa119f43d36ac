using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>ffmpeg's command line for a live input.</summary>
internal static class FfmpegCommand
{
    private const string Protocols = "file,pipe,fd,crypto,data,hls,http,https,httpproxy,tcp,tls,udp,rtp,rtsp,srt,icecast,ftp,rtmp,rtmps";

    /// <summary>The input.</summary>
    public static ILiveInput Input(string address, IReadOnlyList<string> options, AudioFormat format, TimeProvider time)
    {
        var hides = Secrets.HasUserInfo(address);
        var start = new ChildProcessStart
        {
            Program = "ffmpeg",
            Arguments = [.. Common(hides), .. hides ? [] : For(address, options), .. options, .. Input(address, hides), .. Output(format)],
            Redact = Secrets.FilterFor(address),
            Remedy = "install it with: apt install ffmpeg",
        };
        return new ChildInput($"ffmpeg input {Secrets.Redact(address)}", format, start, time, hides ? Script(address) : null);
    }

    private static string[] Common(bool readsInput) =>
        readsInput ? ["-hide_banner", "-loglevel", "error"] : ["-nostdin", "-hide_banner", "-loglevel", "error"];

    private static string[] Input(string address, bool hides) =>
        hides ? ["-f", "concat", "-safe", "0", "-protocol_whitelist", Protocols, "-i", "pipe:0"] : ["-i", address];

    private static string[] Output(AudioFormat format) =>
        ["-map", "0:a:0", "-f", Word(format.Encoding), "-ar", LiveInputs.Text(format.SampleRate), "-ac", LiveInputs.Text(format.Channels), "-flush_packets", "1", "pipe:1"];

    // A file has no pace of its own. RTSP over UDP loses packets in silence; over TCP it does not.
    private static string[] For(string address, IReadOnlyList<string> options)
    {
        if (IsRtsp(address)) return options.Contains("-rtsp_transport") ? [] : ["-rtsp_transport", "tcp"];
        var isFile = !address.Contains("://", StringComparison.Ordinal) && options.Count == 0;
        return isFile ? ["-re"] : [];
    }

    private static string Script(string address) =>
        $"ffconcat version 1.0\nfile '{address.Replace("'", "'\\''", StringComparison.Ordinal)}'\n{(IsRtsp(address) ? "option rtsp_transport tcp\n" : "")}";

    private static bool IsRtsp(string address) => address.StartsWith("rtsp://", StringComparison.OrdinalIgnoreCase);

    private static string Word(SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.S16 => "s16le",
        SampleEncoding.S24 => "s24le",
        SampleEncoding.S32 => "s32le",
        _ => "f32le",
    };
}
