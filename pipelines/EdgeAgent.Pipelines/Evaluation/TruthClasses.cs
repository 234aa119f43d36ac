using EdgeAgent.Core.Text;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>Finds the label that a name in a file of truth stands for.</summary>
internal sealed class TruthClasses(IReadOnlyList<string> labels, string source)
{
    private readonly Dictionary<string, int> _indices = labels.Select((label, index) => (label, index)).DistinctBy(p => p.label, StringComparer.OrdinalIgnoreCase).ToDictionary(p => p.label, p => p.index, StringComparer.OrdinalIgnoreCase);

    /// <summary>The index of a label.</summary>
    /// <exception cref="ImageTruthException">The package has no such label.</exception>
    public int IndexOf(string name) => _indices.TryGetValue(name, out var index)
        ? index
        : throw new ImageTruthException($"{source} names the class \"{name}\", which is no label of the model{DidYouMean.Clause(name, labels)} (labels: {string.Join(", ", labels.Take(8))}{(labels.Count > 8 ? ", …" : "")})");
}
