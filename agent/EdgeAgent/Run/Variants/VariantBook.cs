using System.Text.Json;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting.Service;

namespace EdgeAgent.Run.Variants;

/// <summary>
/// What a window of each variant costs on this box, and which variants drifted, in <c>variants.json</c> in the state directory: a restart needs no second measurement, and does not trust again
/// what was given up. Thread-safe.
/// </summary>
internal sealed class VariantBook
{
    private const string Name = "variants.json";

    // Packages and libraries come and go; what is measured again costs milliseconds.
    private const int MostCosts = 200;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly string _device;
    private readonly Action<string> _note;
    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);
    private readonly VariantNotes _notes;

    /// <summary>Reads it.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="device">What else costs depend on: threads, runtime, processor.</param>
    /// <param name="note">Told when it can't be read or written.</param>
    public VariantBook(string directory, string device, Action<string> note)
    {
        (_path, _device, _note) = (Path.Combine(directory, Name), device, note);
        _notes = Read();
    }

    /// <summary>Milliseconds of a window; null where it was not measured here yet.</summary>
    public double? Cost(ModelPackage package, string variant, string provider)
    {
        lock (_gate) return _notes.Costs.TryGetValue(Key(package, variant, provider), out var cost) ? cost : null;
    }

    /// <summary>Costs as they were last measured on whatever provider: at the start nothing is open yet that could tell which.</summary>
    public double? Cost(ModelPackage package, string variant)
    {
        var begin = $"{package.Digest}/{variant}/";
        lock (_gate)
            foreach (var (key, cost) in _notes.Costs)
                if (key.StartsWith(begin, StringComparison.Ordinal) && key.EndsWith(_device, StringComparison.Ordinal)) return cost;
        return null;
    }

    /// <summary>Notes what windows cost.</summary>
    public void Learn(ModelPackage package, string provider, IReadOnlyDictionary<string, double> costs)
    {
        lock (_gate)
        {
            if (_notes.Costs.Count + costs.Count > MostCosts) _notes.Costs.Clear();
            foreach (var (variant, cost) in costs) _notes.Costs[Key(package, variant, provider)] = Math.Round(cost, 4);
            Write();
        }
    }

    /// <summary>Why a variant is not used here any more, a sentence; null while it may be.</summary>
    public string? WhyDemoted(ModelPackage package, string variant)
    {
        lock (_gate) return _notes.Demoted.GetValueOrDefault($"{package.Digest}/{variant}");
    }

    /// <summary>Which variant a pipeline begins with where the configuration leaves it open: by what was measured and learned in earlier runs.</summary>
    /// <param name="package">The package.</param>
    /// <param name="share">Part of the hop that the full variant may take, 0..1.</param>
    /// <param name="pipelines">Pipelines that use the package.</param>
    public ModelVariant Begin(ModelPackage package, double share, int pipelines)
    {
        var (variant, _) = VariantPolicy.Choose(package, name => Cost(package, name), name => WhyDemoted(package, name) is not null, share, pipelines, isHot: false);
        if (variant.Name != VariantPolicy.Reference)
            lock (_gate) _chosen.Add($"{package.Digest}/{variant.Name}");
        return variant;
    }

    /// <summary>Whether <see cref="Begin"/> has chosen a variant in this run.</summary>
    public bool WasChosen(ModelPackage package, string variant)
    {
        lock (_gate) return _chosen.Contains($"{package.Digest}/{variant}");
    }

    /// <summary>Gives a variant up.</summary>
    public void Demote(ModelPackage package, string variant, string reason)
    {
        lock (_gate)
        {
            _notes.Demoted[$"{package.Digest}/{variant}"] = reason;
            Write();
        }
    }

    private string Key(ModelPackage package, string variant, string provider) => $"{package.Digest}/{variant}/{provider}/{_device}";

    private void Write()
    {
        try
        {
            StateFile.Replace(_path, JsonSerializer.Serialize(_notes, VariantJson.Default.VariantNotes));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _note($"{_path} can't be written ({error.Message.TrimEnd('.')}): what was learned of variants holds until the agent ends");
        }
    }

    private VariantNotes Read()
    {
        try
        {
            if (File.Exists(_path) && JsonSerializer.Deserialize(File.ReadAllText(_path), VariantJson.Default.VariantNotes) is { Costs: not null, Demoted: not null } notes) return notes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            _note($"{_path} can't be read ({error.Message.TrimEnd('.')}): variants are measured anew, and one that drifted is trusted until it drifts again");
        }

        return new VariantNotes();
    }
}
