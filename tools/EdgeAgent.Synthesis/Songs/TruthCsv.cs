using System.Globalization;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>Writes what is true about a recording as CSV: <c>begin_s,end_s,species,snr_db</c>.</summary>
internal static class TruthCsv
{
    /// <summary>The code of the humpback whale, Megaptera novaeangliae, as in NOAA's labels.</summary>
    private const string Species = "Mn";

    /// <summary>One line a unit.</summary>
    public static string OfUnits(SongRecording song)
        => Table(song.Units.Select(unit => Line(unit.Begin, unit.End, unit.SnrDb)));

    /// <summary>One line a bout, with the mean ratio of its units.</summary>
    public static string OfBouts(SongRecording song)
        => Table(song.Bouts.Select(bout => Line(bout.Begin, bout.End,
            song.Units.Where(unit => unit.Begin > bout.Begin - 0.01 && unit.End < bout.End + 0.01).Average(unit => unit.SnrDb))));

    private static string Table(IEnumerable<string> lines) => "begin_s,end_s,species,snr_db\n" + string.Concat(lines);

    private static string Line(double begin, double end, double snr)
        => string.Create(CultureInfo.InvariantCulture, $"{begin:0.000},{end:0.000},{Species},{snr:0.0}\n");
}
