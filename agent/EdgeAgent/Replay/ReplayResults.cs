using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay;

/// <summary>Where a replay's events go: files or the screen, and the evaluation.</summary>
internal sealed class ReplayResults : IEventSink, IDisposable
{
    private readonly EventOutputSet? _files;
    private readonly EventPrinter? _printer;
    private readonly ReplayEvaluation? _truth;
    private long _events;
    private long _gaps;
    private int _failures;

    private ReplayResults(EventOutputSet? files, EventPrinter? printer, ReplayEvaluation? truth)
    {
        _files = files;
        _printer = printer;
        _truth = truth;
    }

    /// <summary>Events so far.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Gap records so far.</summary>
    public long Gaps => Volatile.Read(ref _gaps);

    /// <summary>Recordings that were left out, wholly or from where they broke.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Opens files, or the screen where none are asked for. An evaluation alone prints no events.</summary>
    public static ReplayResults Open(ReplayRequest request, ReplayPlan? plan, IReadOnlyList<ModelRunner> models, Terminal terminal, ReplayEvaluation? truth)
    {
        if (request.Out is null) return new ReplayResults(null, truth is null ? new EventPrinter(terminal, request.Json ? EventOutput.Json : EventOutput.Screen) : null, truth);
        var highest = models.Max(m => m.Package.Manifest.Input.SampleRate) / 2.0;
        var files = EventOutputSet.Open(new EventOutputOptions
        {
            Directory = request.Out,
            Formats = request.Formats,
            Existing = request.Overwrite ? ExistingFiles.Replace : ExistingFiles.Refuse,
            Recordings = plan is null ? [] : [.. plan.Recordings.Select(r => new OutputRecording(
                r.Path, (double)r.Frames / r.SampleRate, Math.Max(1, request.Channel), Math.Min(highest, r.SampleRate / 2.0)))],
        });
        return new ReplayResults(files, null, truth);
    }

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        ArgumentNullException.ThrowIfNull(detection);
        if (detection.Revision == 0) Interlocked.Increment(ref _events);
        _files?.Accept(detection);
        _printer?.Accept(detection);
        _truth?.Accept(detection);
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
        Interlocked.Increment(ref _gaps);
        _files?.Accept(gap);
        _printer?.Accept(gap);
    }

    /// <summary>Counts a recording that is not analysed as a whole.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failures);

    /// <summary>Counts a recording that broke, and takes what was not heard of it out of the evaluation.</summary>
    /// <param name="path">The recording.</param>
    /// <param name="fromSeconds">Where it broke; the rest was not heard.</param>
    public void CountLoss(string path, double fromSeconds)
    {
        CountFailure();
        _truth?.Lose(path, fromSeconds);
    }

    /// <summary>Makes the files appear, all at once.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Complete() => _files?.Complete() ?? [];

    /// <summary>Removes files that are not complete.</summary>
    public void Dispose()
    {
        _files?.Dispose();
        _printer?.Dispose();
    }
}
