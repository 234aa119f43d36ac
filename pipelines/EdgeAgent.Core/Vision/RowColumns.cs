namespace EdgeAgent.Core.Vision;

/// <summary>Names of the columns of selected boxes; the entries of <c>output.columns</c>.</summary>
public static class RowColumns
{
    /// <summary>Index in the batch.</summary>
    public const string Batch = "batch";

    /// <summary>First of the four numbers of the box, whose order <c>output.boxes</c> says.</summary>
    public const string Box = "box";

    /// <summary>Score.</summary>
    public const string Score = "score";

    /// <summary>Class number.</summary>
    public const string Class = "class";

    /// <summary>All columns; <see cref="Box"/> takes four places.</summary>
    public static IReadOnlyList<string> All { get; } = [Batch, Box, Score, Class];
}
