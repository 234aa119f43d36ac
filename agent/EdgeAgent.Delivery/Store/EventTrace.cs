using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAgent.Delivery.Store;

/// <summary>The trace context of an event's revision (W3C Trace Context, section 3.2): the event is the trace, each revision a span of it, always sampled. It follows from id and revision alone, so it is the same wherever it is made.</summary>
internal static class EventTrace
{
    /// <summary>Bytes of a <c>traceparent</c> in ASCII.</summary>
    public const int Length = 55;

    private const int TraceAt = 3;
    private const int TraceLength = 32;
    private const int SpanAt = TraceAt + TraceLength + 1;
    private const int SpanLength = 16;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The <c>traceparent</c> of a revision.</summary>
    public static string Of(string id, int revision)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes, id, revision);
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Writes the <c>traceparent</c> of a revision, <see cref="Length"/> bytes.</summary>
    public static void Write(Span<byte> into, string id, int revision)
    {
        "00-"u8.CopyTo(into);
        var trace = into.Slice(TraceAt, TraceLength);
        Encoding.ASCII.GetBytes(IsTraceId(id) ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, TraceLength / 2)), trace);
        var span = (ulong)revision + 1;
        for (var at = 0; at < TraceLength; at += sizeof(ulong)) span = Mix(span ^ BinaryPrimitives.ReadUInt64LittleEndian(trace[at..]));
        // A span of all zeros is not valid.
        if (span == 0) span = 1;
        into[SpanAt - 1] = (byte)'-';
        span.TryFormat(into.Slice(SpanAt, SpanLength), out _, "x16", CultureInfo.InvariantCulture);
        "-01"u8.CopyTo(into[(SpanAt + SpanLength)..]);
    }

    // An event's id usually is one: 32 hex digits, not all zeros.
    private static bool IsTraceId(string id) => id.Length == TraceLength && !id.AsSpan().ContainsAnyExcept(Hex) && id.AsSpan().ContainsAnyExcept('0');

    // The finalizer of SplitMix64: every bit of what goes in changes half of the bits that come out.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
