using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Replay.Output;

/// <summary>Events and gaps as lines of NDJSON in one reused buffer. Used for files and for standard output alike, so both hold the same bytes. Not thread-safe.</summary>
internal sealed class EventJsonLine : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new(2048);

    // Letters of every script stay readable; controls, quotes and the line separators that some tools split at are escaped.
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes the formatter.</summary>
    public EventJsonLine()
    {
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
    }

    /// <summary>The line of an event, with its line feed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(DetectionEvent detection)
    {
        Start();
        JsonSerializer.Serialize(_json, detection, EventJson.Default.DetectionEvent);
        return End();
    }

    /// <summary>The line of a gap record, with its line feed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(GapRecord gap)
    {
        Start();
        JsonSerializer.Serialize(_json, gap, EventJson.Default.GapRecord);
        return End();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Start()
    {
        _line.ResetWrittenCount();
        _json.Reset();
    }

    private ReadOnlySpan<byte> End()
    {
        _json.Flush();
        _line.Write("\n"u8);
        return _line.WrittenSpan;
    }
}
