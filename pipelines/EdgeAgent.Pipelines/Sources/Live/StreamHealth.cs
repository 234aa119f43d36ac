using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Judges the samples of one epoch as they come: their rate, whether they repeat themselves, whether they are samples at all.</summary>
internal sealed class StreamHealth
{
    /// <summary>Floats of full scale 1, or of the scale of any whole number: what is beyond is not loud but no sample.</summary>
    private const float LargestSample = 4294967296f;

    private readonly ILiveInput _input;
    private readonly WatchdogOptions _options;
    private readonly RateWatch _rate;
    private readonly RepeatWatch? _repeat;
    private readonly double _bytesPerSecond;

    /// <summary>Makes the judge of one epoch.</summary>
    public StreamHealth(ILiveInput input, WatchdogOptions options, TimeProvider time)
    {
        var format = input.Format;
        _input = input;
        _options = options;
        _bytesPerSecond = input.UnitsPerSecond * input.UnitBytes;
        _rate = new RateWatch(input.UnitsPerSecond, input.UnitsPerSecond > 0 ? options.RateTolerance : 0, options.RateWindow, time, input.Video is not null);
        // A frozen picture is found where pictures are looked at.
        if (options.Frozen > TimeSpan.Zero && !input.MayRepeat && input.Video is null) _repeat = new RepeatWatch(format.BytesPerFrame, format.SampleRate, AudioPipe.ReadSize + format.BytesPerFrame);
    }

    /// <summary>Whether only zeros have come for long.</summary>
    public bool IsSilent => IsRepeating && _repeat!.IsZero;

    private bool IsRepeating => _repeat is not null && _repeat.Repeated >= _options.Frozen.TotalSeconds * _bytesPerSecond;

    /// <summary>Refuses a sound or video file: its header would be heard as a click, and what follows perhaps at a wrong rate.</summary>
    public SourceFault? RefuseContainer(ReadOnlySpan<byte> start)
    {
        if (_input.Video is { } video)
            return video.IsMjpeg || RawVideoFraming.Refuse(start) is not { } reason ? null : new SourceFault(GapCauses.Garbage, $"{_input.Description}: {reason}");
        const int magicBytes = 4;
        if (start.Length < magicBytes) return null;
        var magic = Encoding.ASCII.GetString(start[..magicBytes]);
        return magic is "RIFF" or "RF64" or "fLaC" or "OggS" or "FORM"
            ? new SourceFault(GapCauses.Garbage, $"{_input.Description}: begins with a {magic} header, so it is a sound file and not raw PCM; let its program write raw PCM")
            : null;
    }

    /// <summary>The source was kept waiting.</summary>
    public void Hold() => _rate.Hold();

    /// <summary>Judges whole sample frames that arrived now.</summary>
    /// <returns>How many bytes of them are sound, and what is wrong behind these; null when nothing is.</returns>
    public (int Sound, SourceFault? Fault) Judge(ReadOnlyMemory<byte> block)
    {
        var bytes = block.Span;
        var format = _input.Format;
        if (_input.Video is null && format.Encoding == SampleEncoding.F32 && BitConverter.IsLittleEndian && PcmFraming.IndexOfBeyond(MemoryMarshal.Cast<byte, float>(bytes), LargestSample) is >= 0 and var bad)
            return (bad * sizeof(float) / format.BytesPerFrame * format.BytesPerFrame, new SourceFault(GapCauses.Garbage, $"{_input.Description}: gave a sample that is no number of any scale (beyond ±2³², infinite or none), so its bytes are not {format.Encoding.ToString().ToLowerInvariant()} samples or out of step; check its encoding"));
        if (_rate.Add(bytes.Length / _input.UnitBytes) is { } words) return (bytes.Length, new SourceFault(GapCauses.WrongRate, $"{_input.Description}: {words}"));
        _repeat?.Add(bytes);
        if (!IsRepeating || (IsSilent && !_options.SilenceIsFault)) return (bytes.Length, null);
        var what = IsSilent ? "only zeros" : _repeat!.IsConstant ? "one and the same sample" : "the same block of samples over and over";
        return (bytes.Length, new SourceFault(GapCauses.Frozen, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_input.Description}: has given {what} for {_options.Frozen.TotalSeconds:0.##} s")));
    }
}
