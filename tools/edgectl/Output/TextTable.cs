using System.Text;

namespace EdgeAgent.Edgectl.Output;

/// <summary>A plain table: columns as wide as their cells, lines cut to the terminal.</summary>
internal sealed class TextTable(params string[] heading)
{
    private readonly List<string[]> _rows = [heading];

    /// <summary>Adds a row; as many cells as the heading.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Clean)]);

    /// <summary>The table's lines.</summary>
    /// <param name="width">Columns of the terminal; int.MaxValue when piped.</param>
    public IEnumerable<string> Lines(int width)
    {
        var widths = Enumerable.Range(0, heading.Length).Select(c => _rows.Max(row => row[c].Length)).ToArray();
        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var c = 0; c < row.Length; c++) line.Append(c == row.Length - 1 ? row[c] : row[c].PadRight(widths[c] + 2));
            var text = line.ToString().TrimEnd();
            yield return text.Length <= width ? text : text[..(width - 1)] + "…";
        }
    }

    /// <summary>Text without control characters: what a box says must not drive the terminal.</summary>
    public static string Clean(string cell) => string.Create(cell.Length, cell, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(text[i]) ? ' ' : text[i];
    });
}
