namespace EdgeAgent.Control.Http;

/// <summary>One method of one path, and what is said of it in the API's description.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">The path; a segment in braces takes any text.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Handle">Answers a call.</param>
internal sealed record HttpRoute(string Method, string Path, string Summary, Func<HttpCall, Task> Handle)
{
    /// <summary>What <see cref="Security.AccessTable"/> knows it by.</summary>
    public string Key { get; } = $"{Method} {Path}";

    /// <summary>Its segments.</summary>
    public IReadOnlyList<string> Segments { get; } = Path[1..].Split('/');

    /// <summary>What may stand in the query.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>Media types of its body; empty for none.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];

    /// <summary>Media types of its answer; empty for none.</summary>
    public IReadOnlyList<string> Gives { get; init; } = ["application/json"];

    /// <summary>Other statuses than 200 that it ends with by itself.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];

    /// <summary>What the segments in braces stand for; null when the path is another one.</summary>
    public IReadOnlyDictionary<string, string>? Match(string[] segments)
    {
        if (segments.Length != Segments.Count) return null;
        Dictionary<string, string>? values = null;
        for (var i = 0; i < segments.Length; i++)
        {
            var wanted = Segments[i];
            if (wanted is ['{', .., '}'])
            {
                if (segments[i].Length == 0) return null;
                (values ??= [])[wanted[1..^1]] = segments[i];
            }
            else if (wanted != segments[i])
            {
                return null;
            }
        }

        return values ?? Nothing;
    }

    private static readonly Dictionary<string, string> Nothing = [];
}
