namespace EdgeAgent.Replay.Output;

/// <summary>Reads the list of formats that a user asks for.</summary>
internal static class OutputFormats
{
    /// <summary>The names that a user can give, in the order of <see cref="OutputFormat"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ndjson", "csv", "raven", "audacity"];

    /// <summary>Reads a comma separated list such as <c>ndjson,csv</c>; upper and lower case are the same, a repeated name counts once.</summary>
    /// <param name="text">What the user gave.</param>
    /// <param name="formats">The formats in the order of <see cref="OutputFormat"/>, empty when the text is wrong.</param>
    /// <param name="error">One sentence that names the wrong word and the right ones, or null.</param>
    public static bool TryParse(string text, out IReadOnlyList<OutputFormat> formats, out string? error)
    {
        var found = new SortedSet<OutputFormat>();
        formats = [];
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var place = Array.FindIndex([.. Names], name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
            if (place < 0)
            {
                error = $"'{word}' is no output format; use one or more of {string.Join(',', Names)}.";
                return false;
            }
            found.Add((OutputFormat)place);
        }
        error = found.Count == 0 ? $"no output format is given; use one or more of {string.Join(',', Names)}." : null;
        formats = [.. found];
        return error is null;
    }
}
