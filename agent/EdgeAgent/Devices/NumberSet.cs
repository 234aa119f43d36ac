using System.Globalization;

namespace EdgeAgent.Devices;

/// <summary>Numbers as ALSA tells them: all from one to another, or some.</summary>
/// <param name="Lowest">The lowest.</param>
/// <param name="Highest">The highest.</param>
/// <param name="Only">The only ones, rising; null when all between are meant.</param>
internal sealed record NumberSet(long Lowest, long Highest, IReadOnlyList<long>? Only)
{
    /// <summary>Reads <c>[8000 96000]</c>, <c>(8000 96000]</c>, <c>44100 48000</c>, <c>48000</c>; null for anything else.</summary>
    public static NumberSet? TryParse(string text)
    {
        var isRange = text.Length > 0 && text[0] is '[' or '(';
        var numbers = new List<long>();
        foreach (var word in text.Split([' ', '[', ']', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
            numbers.Add(number);
        }

        if (numbers.Count == 0 || (isRange && numbers.Count != 2)) return null;
        numbers = [.. numbers.Distinct().Order()];
        return new NumberSet(numbers[0], numbers[^1], isRange && numbers.Count == 2 ? null : numbers);
    }

    /// <summary>Whether a number is one of them.</summary>
    public bool Has(long number) => Only?.Contains(number) ?? (number >= Lowest && number <= Highest);

    /// <inheritdoc/>
    public override string ToString() => Only is { } only ? string.Join(", ", only) : string.Create(CultureInfo.InvariantCulture, $"{Lowest} to {Highest}");
}
