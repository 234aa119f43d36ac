using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Aggregation.Counting;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Frames;

/// <summary>Where the events of a replay of frames go: files that appear when all is done, or the terminal, a line of JSON a revision, among the lines of the frames.</summary>
internal sealed class FrameEventOutput : IEventSink, IDisposable
{
    private readonly EventOutputSet? _files;
    private readonly EventPrinter? _printer;
    private readonly CountTables? _counts;

    private FrameEventOutput(EventOutputSet? files, EventPrinter? printer, CountTables? counts) => (_files, _printer, _counts) = (files, printer, counts);

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Opens it.</summary>
    /// <param name="request">Says where.</param>
    /// <param name="inputs">The files.</param>
    /// <param name="terminal">Where events are printed without a folder.</param>
    /// <param name="counted">Labels by class index where objects are counted; null where they are followed.</param>
    /// <exception cref="OutputException">The folder can't be written, or results are in the way.</exception>
    public static FrameEventOutput Open(ReplayRequest request, IReadOnlyList<string> inputs, Terminal terminal, IReadOnlyList<string>? counted) => request.Out is null
        ? new FrameEventOutput(null, new EventPrinter(terminal, request.Truth is null ? EventOutput.Json : EventOutput.None), null)
        : new FrameEventOutput(EventOutputSet.Open(new EventOutputOptions
        {
            Directory = request.Out,
            Formats = request.Formats,
            Existing = request.Overwrite ? ExistingFiles.Replace : ExistingFiles.Refuse,
            // A video's length is known when it has been looked at; tables that need it beforehand are not written.
            Recordings = [.. inputs.Select(path => new OutputRecording(path, 0, 1, 0))],
        }), null, counted is not null && request.Formats.Contains(OutputFormat.Csv) ? new CountTables(request, counted) : null);

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        if (detection.Revision == 0) Events++;
        _files?.Accept(detection);
        _counts?.Add(detection);
        _printer?.Accept(detection);
    }

    /// <summary>Takes a field that was counted or left out.</summary>
    public void Accept(FieldCount field, SamplerSettings sampler) => _counts?.Add(field, sampler);

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
        _files?.Accept(gap);
        _printer?.Accept(gap);
    }

    /// <summary>Makes the files appear.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Complete()
    {
        _counts?.Seal();
        var files = _files?.Complete() ?? [];
        return _counts is null ? files : [.. files, .. _counts.Place()];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files?.Dispose();
        _counts?.Dispose();
        _printer?.Dispose();
    }
}
