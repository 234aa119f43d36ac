using System.Globalization;
using EdgeAgent.Edgectl.Commands;

namespace EdgeAgent.Edgectl.Groups;

/// <summary>How many boxes have it after each wave.</summary>
internal static class Waves
{
    /// <summary>Reads <c>1,10,100%</c>: numbers of boxes, or percentages of the group rounded up, each the total behind that wave.</summary>
    /// <param name="text">The text.</param>
    /// <param name="boxes">Boxes of the group.</param>
    /// <returns>Totals, rising; the last may leave boxes out. Waves that would hold no box are left out.</returns>
    /// <exception cref="EdgectlException">It means nothing.</exception>
    public static IReadOnlyList<int> Read(string text, int boxes)
    {
        var totals = new List<int>();
        foreach (var word in text.Split(','))
        {
            var percent = word.EndsWith('%');
            if (!double.TryParse(percent ? word[..^1] : word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= 0 || (percent ? number > 100 : number != Math.Floor(number) || number > 1e6))
                throw new EdgectlException($"--waves {text}: '{word}' is neither a number of boxes nor a percentage; write such as 1,10,100%", ExitCode.Usage);
            var total = Math.Min(boxes, percent ? (int)Math.Ceiling(number * boxes / 100) : (int)number);
            if (totals.Count > 0 && total < totals[^1]) throw new EdgectlException($"--waves {text}: {word} of {boxes} boxes are fewer than those before; each number is the total behind its wave", ExitCode.Usage);
            if (totals.Count == 0 || total > totals[^1]) totals.Add(total);
        }

        return totals;
    }
}
