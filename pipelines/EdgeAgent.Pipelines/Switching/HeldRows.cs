namespace EdgeAgent.Pipelines.Switching;

/// <summary>Scores that wait until the model before has told its last event: as many as a window of that model takes, made when a model comes in.</summary>
internal sealed class HeldRows(int labels)
{
    private readonly List<(long First, long Last)> _cells = new(64);
    private float[] _scores = new float[64 * labels];

    /// <summary>Rows that wait.</summary>
    public int Count => _cells.Count;

    /// <summary>Keeps a row.</summary>
    public void Add(long first, long last, ReadOnlySpan<float> scores)
    {
        if ((Count + 1) * labels > _scores.Length) Array.Resize(ref _scores, 2 * _scores.Length);
        scores.CopyTo(_scores.AsSpan(Count * labels));
        _cells.Add((first, last));
    }

    /// <summary>The cell of a row.</summary>
    public (long First, long Last) Cell(int row) => _cells[row];

    /// <summary>The scores of a row.</summary>
    public ReadOnlySpan<float> Scores(int row) => _scores.AsSpan(row * labels, labels);
}
