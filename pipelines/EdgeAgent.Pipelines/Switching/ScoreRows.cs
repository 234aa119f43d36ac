namespace EdgeAgent.Pipelines.Switching;

/// <summary>The newest rows of scores of one model, oldest first, bounded: a row too many pushes the oldest out.</summary>
internal sealed class ScoreRows(int labels)
{
    private const int Capacity = 512;

    private readonly (long First, long Last)[] _cells = new (long, long)[Capacity];
    private readonly float[] _scores = new float[Capacity * labels];
    private long _added;

    /// <summary>Rows that are there.</summary>
    public int Count { get; private set; }

    /// <summary>The oldest row's cell.</summary>
    public (long First, long Last) Cell => _cells[Oldest];

    /// <summary>The oldest row's scores.</summary>
    public ReadOnlySpan<float> Scores => _scores.AsSpan(Oldest * labels, labels);

    private int Oldest => (int)((_added - Count) % Capacity);

    /// <summary>Adds a row.</summary>
    /// <returns>Whether another one was pushed out.</returns>
    public bool Add(long first, long last, ReadOnlySpan<float> scores)
    {
        var slot = (int)(_added++ % Capacity);
        _cells[slot] = (first, last);
        scores.CopyTo(_scores.AsSpan(slot * labels, labels));
        if (Count == Capacity) return true;
        Count++;
        return false;
    }

    /// <summary>Removes the oldest row.</summary>
    public void Drop() => Count--;

    /// <summary>Removes all.</summary>
    public void Clear() => Count = 0;
}
