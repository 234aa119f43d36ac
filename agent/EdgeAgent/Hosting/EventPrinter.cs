using EdgeAgent.Core.Events;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Hosting;

/// <summary>Prints events as they come: lines for people on a screen, NDJSON when piped. May be called from many pipelines.</summary>
internal sealed class EventPrinter : IEventSink, IDisposable
{
    private readonly Terminal _terminal;
    private readonly bool _json;
    private readonly bool _silent;
    private readonly EventJsonLine _line = new();
    private readonly Lock _lock = new();
    private long _events;

    /// <summary>Makes a printer.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="output">How to print.</param>
    public EventPrinter(Terminal terminal, EventOutput output)
    {
        _terminal = terminal;
        _silent = output is EventOutput.None;
        _json = output is EventOutput.Json || !terminal.IsScreen;
    }

    /// <summary>Events opened so far.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        ArgumentNullException.ThrowIfNull(detection);
        if (detection.Revision == 0) Interlocked.Increment(ref _events);
        if (_silent) return;
        lock (_lock)
        {
            if (_json) _terminal.Write(_line.Format(detection));
            else _terminal.WriteLine(EventLine.Format(detection, _terminal.Width, _terminal.Colour));
        }
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
        if (_silent) return;
        lock (_lock)
        {
            if (_json) _terminal.Write(_line.Format(gap));
            else _terminal.WriteLine(EventLine.Format(gap, _terminal.Width, _terminal.Colour));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();
}
