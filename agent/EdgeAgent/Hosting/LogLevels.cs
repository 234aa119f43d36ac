using System.Collections.Concurrent;
using EdgeAgent.Core.Control;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>How much each area says; may be changed while the agent runs.</summary>
internal sealed class LogLevels(TimeProvider time) : ILogLevels
{
    // More than there are areas; a caller with a loop in hand must not fill the memory.
    private const int Most = 64;

    private static readonly (string Word, LogLevel Level)[] Words =
    [
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("information", LogLevel.Information),
        ("warning", LogLevel.Warning), ("error", LogLevel.Error), ("none", LogLevel.None),
    ];

    private readonly ConcurrentDictionary<string, (LogLevel Level, DateTimeOffset? Until)> _set = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IReadOnlyList<LogLevelEntry> Levels =>
        [.. _set.Where(entry => !IsOver(entry.Value.Until)).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new LogLevelEntry(entry.Key, WordOf(entry.Value.Level), entry.Value.Until))];

    /// <inheritdoc/>
    public void Set(string area, string level, TimeSpan? life)
    {
        var known = Array.Find(Words, word => string.Equals(word.Word, level, StringComparison.OrdinalIgnoreCase));
        if (known.Word is null) throw new ControlRefusedException(RefusalKind.Invalid, $"'{level}' is no log level; give {string.Join(", ", Words.Select(word => word.Word))}");
        if (area.Length > 100) throw new ControlRefusedException(RefusalKind.Invalid, "an area is a short word, as it stands before the colon of log lines");
        foreach (var (old, _) in _set.Where(entry => IsOver(entry.Value.Until))) _set.TryRemove(old, out _);
        if (_set.Count >= Most && !_set.ContainsKey(area)) throw new ControlRefusedException(RefusalKind.Exhausted, $"levels of {Most} areas are set already; set one for all");
        _set[area] = (known.Level, life is { } span ? time.GetUtcNow() + span : null);
    }

    /// <summary>Whether a message is to be said.</summary>
    public bool IsEnabled(string area, LogLevel level)
    {
        if (level == LogLevel.None) return false;
        if (_set.IsEmpty) return level >= LogLevel.Information;
        return level >= (Find(area) ?? Find("") ?? LogLevel.Information);
    }

    private LogLevel? Find(string area) => _set.TryGetValue(area, out var entry) && !IsOver(entry.Until) ? entry.Level : null;

    private bool IsOver(DateTimeOffset? until) => until is { } end && time.GetUtcNow() >= end;

    private static string WordOf(LogLevel level) => Array.Find(Words, word => word.Level == level).Word;
}
