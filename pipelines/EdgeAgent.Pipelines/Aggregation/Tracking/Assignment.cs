namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>
/// The cheapest one-to-one assignment (Hungarian method with potentials, O(rows² · columns)). Greedy choice by overlap exchanges objects that cross.
/// Arrays are kept, so that nothing is allocated from image to image.
/// </summary>
internal sealed class Assignment
{
    private double[] _rowPotential = [];
    private double[] _columnPotential = [];
    private double[] _least = [];
    private int[] _rowOf = [];
    private int[] _way = [];
    private bool[] _used = [];
    private int[] _columnOf = [];

    /// <summary>Solves it.</summary>
    /// <param name="cost">Costs, row by row; rows ≤ columns.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <returns>The column of each row.</returns>
    public ReadOnlySpan<int> Solve(ReadOnlySpan<double> cost, int rows, int columns)
    {
        EnsureRoom(rows, columns);
        _rowPotential.AsSpan(0, rows + 1).Clear();
        _columnPotential.AsSpan(0, columns + 1).Clear();
        _rowOf.AsSpan(0, columns + 1).Clear();
        for (var row = 1; row <= rows; row++) Insert(cost, row, columns);
        for (var column = 1; column <= columns; column++)
            if (_rowOf[column] > 0) _columnOf[_rowOf[column] - 1] = column - 1;
        return _columnOf.AsSpan(0, rows);
    }

    /// <summary>Gives a row a column along the cheapest chain of exchanges. Index 0 stands for none.</summary>
    private void Insert(ReadOnlySpan<double> cost, int row, int columns)
    {
        _rowOf[0] = row;
        var column = 0;
        _least.AsSpan(0, columns + 1).Fill(double.MaxValue);
        _used.AsSpan(0, columns + 1).Clear();
        do
        {
            _used[column] = true;
            var (from, delta, next) = (_rowOf[column], double.MaxValue, 0);
            for (var j = 1; j <= columns; j++)
            {
                if (_used[j]) continue;
                var reduced = cost[((from - 1) * columns) + j - 1] - _rowPotential[from] - _columnPotential[j];
                if (reduced < _least[j]) (_least[j], _way[j]) = (reduced, column);
                if (_least[j] < delta) (delta, next) = (_least[j], j);
            }

            for (var j = 0; j <= columns; j++)
            {
                if (_used[j]) (_rowPotential[_rowOf[j]], _columnPotential[j]) = (_rowPotential[_rowOf[j]] + delta, _columnPotential[j] - delta);
                else _least[j] -= delta;
            }

            column = next;
        }
        while (_rowOf[column] != 0);

        while (column != 0)
        {
            var before = _way[column];
            _rowOf[column] = _rowOf[before];
            column = before;
        }
    }

    private void EnsureRoom(int rows, int columns)
    {
        if (_columnOf.Length < rows) (_rowPotential, _columnOf) = (new double[rows + 1], new int[rows]);
        if (_columnPotential.Length > columns) return;
        (_columnPotential, _least, _rowOf, _way, _used) = (new double[columns + 1], new double[columns + 1], new int[columns + 1], new int[columns + 1], new bool[columns + 1]);
    }
}
