using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>Centred mean or median over an odd number of scores, shrinking at both ends of an epoch.</summary>
/// <remarks>The value for a score is known <see cref="Lag"/> scores later, live and replayed alike.</remarks>
internal sealed class ScoreSmoother
{
    private readonly SmoothingKind _kind;
    private readonly float[] _recent;
    private readonly float[] _sorted;
    private long _added;
    private long _taken;

    public ScoreSmoother(SmoothingKind kind, int windows)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(windows % 2, 1);
        _kind = kind;
        _recent = new float[kind == SmoothingKind.None ? 1 : windows];
        _sorted = new float[_recent.Length];
    }

    /// <summary>Scores that must follow before a score's smoothed value is known.</summary>
    public int Lag => _recent.Length / 2;

    /// <summary>Adds the next score.</summary>
    public void Add(float score) => _recent[_added++ % _recent.Length] = score;

    /// <summary>Takes the next smoothed value, if it is known.</summary>
    /// <param name="atEnd">No further score will come: the window shrinks at the end.</param>
    /// <param name="smoothed">The value.</param>
    public bool TryTake(bool atEnd, out float smoothed)
    {
        smoothed = 0;
        if (_taken >= _added || (!atEnd && _taken + Lag >= _added)) return false;
        var first = Math.Max(0, _taken - Lag);
        var last = Math.Min(_added - 1, _taken + Lag);
        smoothed = Combine(first, (int)(last - first + 1));
        _taken++;
        return true;
    }

    private float Combine(long first, int count)
    {
        if (count == 1) return _recent[first % _recent.Length];
        for (var i = 0; i < count; i++) _sorted[i] = _recent[(first + i) % _recent.Length];
        var values = _sorted.AsSpan(0, count);
        if (_kind == SmoothingKind.Mean)
        {
            var sum = 0.0;
            foreach (var value in values) sum += value;
            return (float)(sum / count);
        }

        values.Sort();
        return count % 2 == 1 ? values[count / 2] : (values[(count / 2) - 1] + values[count / 2]) / 2;
    }
}
