using System.Text.Json;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>Merges and splits gap records.</summary>
internal static class GapParts
{
    /// <summary>Ranges in one record, some 4 KB of JSON: a thin link carries it in seconds, and no broker finds it too large.</summary>
    public const int MostRanges = 50;

    /// <summary>A gap record of the store, or null when it is none.</summary>
    public static GapRecord? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EventJson.Default.GapRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One record that says what both say, and that the earlier one itself is not delivered.</summary>
    public static GapRecord Merge(GapRecord earlier, GapRecord later, string store, long earlierSequence)
    {
        var ranges = new RangeTable();
        ranges.Add(earlier.Lost?.Sequences);
        ranges.Add(later.Lost?.Sequences);
        ranges.Add(store, earlierSequence, earlierSequence);
        return later with
        {
            From = earlier.From < later.From || later.From is null ? earlier.From : later.From,
            To = earlier.To > later.To || later.To is null ? earlier.To : later.To,
            Lost = new GapLoss
            {
                Events = Sum(earlier.Lost?.Events, later.Lost?.Events),
                Updates = Sum(earlier.Lost?.Updates, later.Lost?.Updates),
                Peak = earlier.Lost?.Peak > later.Lost?.Peak || later.Lost?.Peak is null ? earlier.Lost?.Peak : later.Lost?.Peak,
                Sequences = ranges.ToList(),
            },
        };
    }

    /// <summary>The record as records of at most <see cref="MostRanges"/> ranges; the counts are in the first.</summary>
    public static IEnumerable<GapRecord> Split(GapRecord record)
    {
        if (record.Lost?.Sequences is not { Count: > MostRanges } ranges) return [record];
        return ranges.Chunk(MostRanges).Select((part, index) =>
            record with { Lost = index == 0 ? record.Lost with { Sequences = part } : new GapLoss { Sequences = part } });
    }

    /// <summary>Two records, each with fewer ranges than the record (one range each where it has two), that also declare the record itself; the counts are in the first.</summary>
    public static IEnumerable<GapRecord> Halve(GapRecord record, string store, long sequence)
    {
        var ranges = new RangeTable();
        ranges.Add(record.Lost?.Sequences);
        ranges.Add(store, sequence, sequence);
        var all = ranges.ToList()!;
        return all.Chunk(record.Lost?.Sequences is { Count: > 2 } ? (all.Count + 1) / 2 : 1).Select((part, index) =>
            record with { Lost = index == 0 ? record.Lost! with { Sequences = part } : new GapLoss { Sequences = part } });
    }

    private static long? Sum(long? a, long? b) => a is null && b is null ? null : (a ?? 0) + (b ?? 0);
}
