using EdgeAgent.Synthesis.Signal;
using EdgeAgent.Synthesis.Units;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>A theme: one phrase of 4 to 8 units that the singer repeats with small changes (Payne and McVay 1971).</summary>
internal sealed class Theme
{
    private static readonly Func<SeededRandom, UnitShape>[][] Orders =
    [
        [UnitPalette.ArchedMoan, UnitPalette.Grunt, UnitPalette.Upsweep, UnitPalette.ArchedMoan, UnitPalette.Grunt, UnitPalette.LongMoan],
        [UnitPalette.Stack, UnitPalette.ArchedMoan, UnitPalette.Pulsed, UnitPalette.LongMoan, UnitPalette.Stack, UnitPalette.ArchedMoan],
        [UnitPalette.Hook, UnitPalette.Whistle, UnitPalette.LongMoan, UnitPalette.Hook, UnitPalette.Cry, UnitPalette.Grunt],
        [UnitPalette.Cry, UnitPalette.ArchedMoan, UnitPalette.Upsweep, UnitPalette.Upsweep, UnitPalette.Groan, UnitPalette.LongMoan],
    ];

    private readonly UnitShape[] _units;
    private readonly double[] _pauses;

    private Theme(UnitShape[] units, double[] pauses)
    {
        _units = units;
        _pauses = pauses;
    }

    /// <summary>Number of themes that the singer knows.</summary>
    public static int Count => Orders.Length;

    /// <summary>Draws the voice of a theme: the same units come back in every phrase of it.</summary>
    /// <param name="index">Which theme; counted round.</param>
    /// <param name="random">Where the voices come from.</param>
    public static Theme Compose(int index, SeededRandom random)
    {
        var order = Orders[index % Orders.Length];
        var units = new UnitShape[order.Length];
        var pauses = new double[order.Length];
        // Equal kinds within a phrase are the same unit sung again.
        for (var i = 0; i < order.Length; i++)
        {
            var first = Array.IndexOf(order, order[i]);
            units[i] = first < i ? units[first] : order[i](random);
            pauses[i] = random.Between(0.8, 1.7);
        }

        return new Theme(units, pauses);
    }

    /// <summary>Sings the phrase once.</summary>
    /// <param name="begin">Begin of its first unit in seconds.</param>
    /// <param name="random">Where the small changes come from.</param>
    /// <returns>Its units, in order, and the second at which the next phrase may begin.</returns>
    public (List<PlannedUnit> Units, double End) Phrase(double begin, SeededRandom random)
    {
        var units = new List<PlannedUnit>(_units.Length);
        for (var i = 0; i < _units.Length; i++)
        {
            var shape = _units[i].SungAgain(random);
            units.Add(new PlannedUnit(begin, shape));
            begin += shape.Seconds + _pauses[i] * random.Between(0.9, 1.1);
        }

        return (units, begin);
    }
}
