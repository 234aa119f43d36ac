using System.Globalization;

namespace EdgeAgent.Replay;

/// <summary>One of several invocations that share a replay. A shard owns the events whose onset lies in its part; together they give the events of one invocation.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Count">Number of shards, ≥ 1.</param>
internal readonly record struct Shard(int Index, int Count)
{
    /// <summary>The only shard.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Whether there are others.</summary>
    public bool IsPart => Count > 1;

    /// <summary>Reads <c>2/4</c>; null when it means nothing.</summary>
    public static Shard? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index >= 1 && index <= count && count <= 1_000_000
            ? new Shard(index, count)
            : null;
    }

    /// <summary>The owned part of a stretch that lies in the whole input at an offset.</summary>
    /// <param name="offset">Where the stretch begins in all input, in microseconds.</param>
    /// <param name="total">All input, in microseconds.</param>
    /// <param name="rate">Sample frames per second of the stretch.</param>
    /// <param name="frames">Length of the stretch in sample frames.</param>
    /// <returns>Owned positions [From, To) of the stretch; empty when there are none.</returns>
    public (long From, long To) Part(long offset, long total, int rate, long frames)
    {
        var begin = (long)((Int128)total * (Index - 1) / Count);
        var end = (long)((Int128)total * Index / Count);
        return (Position(begin), Index == Count ? frames : Position(end));

        long Position(long micros) => (long)Int128.Clamp((Int128)(micros - offset) * rate / 1_000_000, 0, frames);
    }
}
