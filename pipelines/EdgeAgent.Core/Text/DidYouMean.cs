namespace EdgeAgent.Core.Text;

/// <summary>Finds what a misspelt word was probably meant to be.</summary>
public static class DidYouMean
{
    // Longer words cannot be near to any key, and the table is quadratic.
    private const int LongestWord = 64;

    // Beyond this many a search costs more than the hint is worth.
    private const int MostKnown = 1000;

    /// <summary>The nearest of the known words, or null when none is near enough to be worth a guess.</summary>
    public static string? Suggest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord) return null;
        var best = known
            .Take(MostKnown)
            .Where(candidate => candidate.Length <= LongestWord)
            .Select(candidate => (candidate, distance: Distance(Plain(word), Plain(candidate))))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(1, word.Length / 3) ? best.candidate : null;
    }

    /// <summary>The suggestion as the end of a sentence, or nothing.</summary>
    public static string Clause(string word, IEnumerable<string> known) =>
        Suggest(word, known) is { } near ? $"; did you mean \"{near}\"?" : "";

    // sample_rate, SampleRate and sample-rate are sampleRate to the person who typed them.
    private static string Plain(string word) =>
        string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // Damerau-Levenshtein with adjacent transpositions (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
