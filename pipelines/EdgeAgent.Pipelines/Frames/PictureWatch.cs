using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Watches one camera over all epochs of its pipeline: what comes from it, and whether that can be the scene.</summary>
/// <remarks>Frames come from one thread at a time; <see cref="Snapshot"/> may be called from any.</remarks>
public sealed class PictureWatch
{
    private readonly PictureMeter _meter = new();
    private readonly PictureJudge _judge;
    private readonly Action<PictureChange>? _changed;
    private readonly Lock _gate = new();
    private PictureReading _reading;
    private PictureChange? _last;
    private long _blind;
    private bool _any;

    /// <summary>Makes the watch of one camera.</summary>
    /// <param name="rate">Frames a second.</param>
    /// <param name="changed">Takes changes, on the thread that analyses, so it must be quick.</param>
    /// <param name="rules">When a camera counts as sick; null for the defaults.</param>
    public PictureWatch(double rate, Action<PictureChange>? changed = null, PictureRules? rules = null)
    {
        _judge = new PictureJudge(rules ?? new PictureRules(), rate);
        _changed = changed;
    }

    /// <summary>Takes changes too, of the run that looks now; null for nobody.</summary>
    public Action<PictureChange>? Told { get; set; }

    /// <summary>What came last; null before a frame came.</summary>
    public VideoLevels? Snapshot()
    {
        lock (_gate)
        {
            return !_any ? null : new VideoLevels
            {
                Brightness = Math.Round(_reading.Brightness, 1),
                BlackShare = Math.Round(_reading.BlackShare, 4),
                WhiteShare = Math.Round(_reading.WhiteShare, 4),
                Sharpness = Math.Round(_reading.Sharpness, 1),
                Repeated = _judge.Repeated,
                State = _judge.State,
                SincePosition = _last?.From ?? 0,
                Detail = _last?.Sentence,
                BlindFrames = _blind,
            };
        }
    }

    /// <summary>An epoch begins: its first frame has none before it.</summary>
    internal void Begin() => _meter.Begin();

    /// <summary>Looks at the next frame.</summary>
    internal void Push(long position, FrameView frame)
    {
        var reading = _meter.Measure(frame);
        PictureChange? change;
        lock (_gate)
        {
            (_reading, _any) = (reading, true);
            change = _judge.Add(position, reading);
            if (change is not null) _last = change;
            if (_judge.State is VideoState.Frozen or VideoState.Black) _blind++;
        }

        if (change is null) return;
        _changed?.Invoke(change);
        Told?.Invoke(change);
    }
}
