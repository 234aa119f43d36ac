using EdgeAgent.Core.Text;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>Finds the label that a name in a file of truth stands for.</summary>
/// <param name="labels">The model's labels.</param>
/// <param name="source">What messages call the file.</param>
/// <param name="said">Names of the truth that stand for a label of another name, or for none ("": left out); null for none.</param>
internal sealed class TruthClasses(IReadOnlyList<string> labels, string source, IReadOnlyDictionary<string, string>? said = null)
{
    private readonly Dictionary<string, int> _indices = labels.Select((label, index) => (label, index)).DistinctBy(p => p.label, StringComparer.OrdinalIgnoreCase).ToDictionary(p => p.label, p => p.index, StringComparer.OrdinalIgnoreCase);

    /// <summary>The index of a label; -1 for what is left out.</summary>
    /// <exception cref="ImageTruthException">The package has no such label.</exception>
    public int IndexOf(string name) => said is not null && said.TryGetValue(name, out var meant) && meant.Length == 0 ? -1
        : _indices.TryGetValue(said?.GetValueOrDefault(name) ?? name, out var index) ? index
        : throw new ImageTruthException($"{source} names the class \"{name}\", which is no label of the model{DidYouMean.Clause(name, labels)} (labels: {string.Join(", ", labels.Take(8))}{(labels.Count > 8 ? ", …" : "")}); say which it is with --truth-label {name}={labels[0]}, or --truth-label {name}= to leave it out");
}
