namespace EdgeAgent.Replay.Evaluation;

/// <summary>
/// Says which label of the model a label of the truth is: what the user says (<c>Mn=humpback</c>), else the same name, else the only one
/// when truth and model have one each.
/// </summary>
internal sealed class TruthLabels
{
    private readonly Dictionary<string, string> _said;
    private readonly IReadOnlyList<string> _model;

    private TruthLabels(Dictionary<string, string> said, IReadOnlyList<string> model)
    {
        _said = said;
        _model = model;
    }

    /// <summary>Reads what the user says.</summary>
    /// <param name="said">Words such as <c>Mn=humpback</c>; <c>Bb=</c> leaves that truth out.</param>
    /// <param name="model">The model's labels.</param>
    /// <exception cref="TruthException">A word is no pair, names a label twice, or names none of the model's.</exception>
    public static TruthLabels Parse(IEnumerable<string> said, IReadOnlyList<string> model)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in said)
        {
            var parts = word.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[0].Length == 0) throw new TruthException($"--truth-label {word} is no pair; write it as TRUTH=MODEL, for example Mn=humpback.");
            var label = parts[1].Length == 0 ? "" : model.FirstOrDefault(name => name.Equals(parts[1], StringComparison.OrdinalIgnoreCase))
                ?? throw new TruthException($"--truth-label {word}: the model has no label '{parts[1]}' (it has {List(model)}).");
            if (!pairs.TryAdd(parts[0], label)) throw new TruthException($"--truth-label says twice what '{parts[0]}' is; say it once.");
        }
        return new TruthLabels(pairs, model);
    }

    /// <summary>What the user says: the model's label by the truth's, "" for what is left out.</summary>
    public IReadOnlyDictionary<string, string> Said => _said;

    /// <summary>The items with the model's labels; those left out by the user are gone.</summary>
    /// <exception cref="TruthException">A label of the truth is none of the model's, or a row has none and the model has several.</exception>
    public IReadOnlyList<TruthItem> Apply(string path, IReadOnlyList<TruthItem> items)
    {
        var names = items.Select(item => item.Label).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var unsaid = names.Where(name => !_said.ContainsKey(name)).ToArray();
        var mapped = new List<TruthItem>(items.Count);
        foreach (var item in items)
        {
            var label = Map(path, item, unsaid);
            if (label.Length > 0) mapped.Add(item with { Label = label });
        }
        return mapped;
    }

    private string Map(string path, TruthItem item, string[] unsaid)
    {
        if (item.Label is null)
            return _model.Count == 1 ? _model[0] : throw TruthException.At(path, item.Line, $"no label, and the model has several ({List(_model)})");
        if (_said.TryGetValue(item.Label, out var said)) return said;
        if (_model.FirstOrDefault(name => name.Equals(item.Label, StringComparison.OrdinalIgnoreCase)) is { } same) return same;
        if (_model.Count == 1 && unsaid.Length == 1) return _model[0];
        throw TruthException.At(path, item.Line, $"the model has no label '{item.Label}' (it has {List(_model)}); say which it is with --truth-label {item.Label}={_model[0]}, or --truth-label {item.Label}= to leave it out");
    }

    private static string List(IReadOnlyList<string> labels) =>
        labels.Count <= 6 ? string.Join(", ", labels) : $"{string.Join(", ", labels.Take(5))} and {labels.Count - 5} more";
}
