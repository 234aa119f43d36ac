using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Frames;

/// <summary>Where the events of a replay of frames go: files that appear when all is done, or the terminal, a line of JSON a revision, among the lines of the frames.</summary>
internal sealed class FrameEventOutput : IEventSink, IDisposable
{
    private readonly EventOutputSet? _files;
    private readonly EventPrinter? _printer;

    private FrameEventOutput(EventOutputSet? files, EventPrinter? printer) => (_files, _printer) = (files, printer);

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Opens it.</summary>
    /// <exception cref="OutputException">The folder can't be written, or results are in the way.</exception>
    public static FrameEventOutput Open(ReplayRequest request, IReadOnlyList<string> inputs, Terminal terminal) => request.Out is null
        ? new FrameEventOutput(null, new EventPrinter(terminal, EventOutput.Json))
        : new FrameEventOutput(EventOutputSet.Open(new EventOutputOptions
        {
            Directory = request.Out,
            Formats = request.Formats,
            Existing = request.Overwrite ? ExistingFiles.Replace : ExistingFiles.Refuse,
            // A video's length is known when it has been looked at; tables that need it beforehand are not written.
            Recordings = [.. inputs.Select(path => new OutputRecording(path, 0, 1, 0))],
        }), null);

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        if (detection.Revision == 0) Events++;
        _files?.Accept(detection);
        _printer?.Accept(detection);
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
        _files?.Accept(gap);
        _printer?.Accept(gap);
    }

    /// <summary>Makes the files appear.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Complete() => _files?.Complete() ?? [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _files?.Dispose();
        _printer?.Dispose();
    }
}
