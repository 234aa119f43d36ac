using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>Writes an event's document as <see cref="EventJson"/> does, byte for byte, with its trace and but for its place in the store, without its detours: they were more than half of the managed time that an event cost the writer's thread.
/// What is unusual (a text that needs escapes, a score that is no number) it leaves to <see cref="EventJson"/>.</summary>
internal sealed class EventText
{
    // Longest number or time, and some room for a name before it.
    private const int Room = 64;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Where(code => !JavaScriptEncoder.Default.WillEncode(code)).Select(code => (char)code)]);

    private byte[] _bytes = new byte[4096];
    private int _length;
    private bool _unusual;

    /// <summary>The document of the last event; valid until the next.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Where its place in the store belongs in it.</summary>
    public int Place { get; private set; }

    /// <summary>Writes an event without its place in the store; false when it has something unusual, and nothing written counts.</summary>
    public bool TryWrite(DetectionEvent e)
    {
        (_length, _unusual) = (0, false);
        // Objects and evidence come by the minute, not by the second.
        if (e.Top is not null || e.Box is not null || e.Track is not null || e.Count is not null || e.Counting is not null || e.Attributes is not null || e.Media is not null) return false;
        Name("{\"id\":"u8, e.Id);
        Name(",\"revision\":"u8, e.Revision);
        Place = _length;
        Raw(e.State switch { EventState.Open => ",\"state\":\"open\""u8, EventState.Update => ",\"state\":\"update\""u8, EventState.Close => ",\"state\":\"close\""u8, _ => Unusual() });
        Name(",\"device\":"u8, e.Device);
        Name(",\"pipeline\":"u8, e.Pipeline);
        Name(",\"source\":"u8, e.Source);
        Name(",\"label\":"u8, e.Label);
        Name(",\"classIndex\":"u8, e.ClassIndex);
        if (e.Onset is { } onset) Name(",\"onset\":"u8, onset);
        if (e.Offset is { } offset) Name(",\"offset\":"u8, offset);
        Name(",\"durationSeconds\":"u8, e.DurationSeconds);
        Name(",\"stream\":{\"id\":"u8, e.Stream.Id);
        Name(",\"first\":"u8, e.Stream.First);
        Name(",\"last\":"u8, e.Stream.Last);
        Name(",\"rate\":"u8, e.Stream.Rate);
        Raw("}"u8);
        if (e.Clock is { } clock)
        {
            Raw(clock.Synchronized ? ",\"clock\":{\"synchronized\":true"u8 : ",\"clock\":{\"synchronized\":false"u8);
            if (clock.OffsetSeconds is { } seconds) Name(",\"offsetSeconds\":"u8, seconds);
            Raw("}"u8);
        }

        Name(",\"score\":{\"peak\":"u8, e.Score.Peak);
        Name(",\"mean\":"u8, e.Score.Mean);
        Name(",\"windows\":"u8, e.Score.Windows);
        Name("},\"model\":{\"name\":"u8, e.Model.Name);
        Name(",\"version\":"u8, e.Model.Version);
        Name(",\"variant\":"u8, e.Model.Variant);
        Name(",\"digest\":"u8, e.Model.Digest);
        Name(",\"provider\":"u8, e.Model.Provider);
        Name("},\"config\":"u8, e.Config);
        if (e.Recording is { } recording)
        {
            Name(",\"recording\":{\"path\":"u8, recording.Path);
            Name(",\"beginSeconds\":"u8, recording.BeginSeconds);
            Name(",\"endSeconds\":"u8, recording.EndSeconds);
            Raw("}"u8);
        }

        if (e.Reason is { } reason) Name(",\"reason\":"u8, reason);
        if (e.Continues is { } continues) Name(",\"continues\":"u8, continues);
        Raw(e.Replay ? ",\"replay\":true"u8 : ",\"replay\":false"u8);
        if (e.Traceparent is { } trace) Name(",\"traceparent\":"u8, trace);
        else
        {
            Raw(",\"traceparent\":\""u8);
            EventTrace.Write(Space(EventTrace.Length), e.Id, e.Revision);
            _length += EventTrace.Length;
            Raw("\""u8);
        }

        Raw("}"u8);
        return !_unusual;
    }

    private ReadOnlySpan<byte> Unusual()
    {
        _unusual = true;
        return [];
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Space(bytes.Length));
        _length += bytes.Length;
    }

    private void Name(ReadOnlySpan<byte> name, string? text)
    {
        if (text is null || text.AsSpan().ContainsAnyExcept(Plain))
        {
            Unusual();
            return;
        }

        var space = Space(name.Length + text.Length + 2);
        name.CopyTo(space);
        space[name.Length] = (byte)'"';
        _length += name.Length + 2 + Encoding.ASCII.GetBytes(text, space[(name.Length + 1)..]);
        _bytes[_length - 1] = (byte)'"';
    }

    private void Name(ReadOnlySpan<byte> name, long number)
    {
        Raw(name);
        number.TryFormat(Space(Room), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Name(ReadOnlySpan<byte> name, float number)
    {
        Raw(name);
        if (!float.IsFinite(number)) Unusual();
        number.TryFormat(Space(Room), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Name(ReadOnlySpan<byte> name, double number)
    {
        Raw(name);
        if (!double.IsFinite(number)) Unusual();
        number.TryFormat(Space(Room), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    // As UtcTimeConverter: of the round-trip form's seven digits the first three.
    private void Name(ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        const int toMilliseconds = 23;
        Raw(name);
        Raw("\""u8);
        time.UtcDateTime.TryFormat(Space(Room), out _, "O", CultureInfo.InvariantCulture);
        _length += toMilliseconds;
        Raw("Z\""u8);
    }

    private Span<byte> Space(int bytes)
    {
        if (_bytes.Length - _length < bytes) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        return _bytes.AsSpan(_length);
    }
}
