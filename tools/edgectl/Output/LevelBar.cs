using System.Globalization;
using EdgeAgent.Control.V1;

namespace EdgeAgent.Edgectl.Output;

/// <summary>Levels of a hydrophone as a bar from −100 to 0 dBFS: noise floor, RMS and peak.</summary>
internal static class LevelBar
{
    private const int Columns = 40;
    private const double Lowest = -100;

    /// <summary>One line.</summary>
    public static string Line(string name, Levels levels, int width)
    {
        var bar = new char[Columns];
        var (floor, rms, peak) = (Column(levels.HasFloorDb ? levels.FloorDb : Lowest), Column(levels.HasRmsDb ? levels.RmsDb : Lowest), Column(levels.HasPeakDb ? levels.PeakDb : Lowest));
        for (var i = 0; i < Columns; i++) bar[i] = i < floor ? '░' : i < rms ? '▒' : i == peak ? '|' : '·';
        var text = string.Create(CultureInfo.InvariantCulture, $"{TextTable.Clean(name)}  [{new string(bar)}] rms {(levels.HasRmsDb ? levels.RmsDb : Lowest):F1} dBFS, peak {(levels.HasPeakDb ? levels.PeakDb : Lowest):F1}");
        return text.Length <= width ? text : text[..(width - 1)] + "…";
    }

    private static int Column(double decibels) => (int)Math.Clamp((decibels - Lowest) / -Lowest * Columns, 0, Columns - 1);
}
