using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Hosting.Service;

namespace EdgeAgent.Run;

/// <summary>
/// Pauses and thresholds that operators asked for, in <c>operator.json</c> in the state directory: they outlast a restart of the agent, a crash and a power cut. Each change is on disk,
/// whole or not at all, before the call is answered. Thread-safe.
/// </summary>
internal sealed class OperatorWishes
{
    private const string Name = "operator.json";

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Action<string> _note;
    private readonly SortedDictionary<string, OperatorWish> _wishes;

    /// <summary>Reads them.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="note">Told when they can't be read or written.</param>
    public OperatorWishes(string directory, Action<string> note)
    {
        (_path, _note) = (Path.Combine(directory, Name), note);
        _wishes = Read();
    }

    /// <summary>What is wanted of a pipeline.</summary>
    public OperatorWish Of(string pipeline)
    {
        lock (_gate) return _wishes.GetValueOrDefault(pipeline) ?? new OperatorWish();
    }

    /// <summary>A pipeline's settings with what was laid over them.</summary>
    public PipelineSettings Over(PipelineSettings settings)
    {
        var rules = Of(settings.Name).Rules;
        if (rules.Count == 0) return settings;
        var over = new Dictionary<string, string>(settings.Rules, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in rules) over[key] = value;
        return settings with { Rules = over };
    }

    /// <summary>Changes what is wanted of a pipeline.</summary>
    public void Change(string pipeline, Func<OperatorWish, OperatorWish> change)
    {
        lock (_gate)
        {
            var (before, after) = (Of(pipeline), change(Of(pipeline)));
            if (before.Paused == after.Paused && before.Rules.SequenceEqual(after.Rules)) return;
            if (after.IsNone) _wishes.Remove(pipeline);
            else _wishes[pipeline] = after;
            try
            {
                StateFile.Replace(_path, JsonSerializer.Serialize(_wishes, OperatorJson.Default.SortedDictionaryStringOperatorWish));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _note($"{_path} can't be written ({error.Message.TrimEnd('.')}): what was asked of {pipeline} holds until the agent ends");
            }
        }
    }

    private SortedDictionary<string, OperatorWish> Read()
    {
        try
        {
            return File.Exists(_path) && JsonSerializer.Deserialize(File.ReadAllText(_path), OperatorJson.Default.SortedDictionaryStringOperatorWish) is { } wishes
                ? new SortedDictionary<string, OperatorWish>(wishes, StringComparer.Ordinal)
                : new SortedDictionary<string, OperatorWish>(StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            _note($"{_path} can't be read ({error.Message.TrimEnd('.')}): pauses and thresholds that operators asked for are forgotten");
            return new SortedDictionary<string, OperatorWish>(StringComparer.Ordinal);
        }
    }
}
