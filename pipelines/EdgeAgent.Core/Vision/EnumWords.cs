using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeAgent.Core.Vision;

/// <summary>The words by which an enum's values go in manifests.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class EnumWords<T>
    where T : struct, Enum
{
    private readonly (T Value, string Word)[] _words;

    internal EnumWords(JsonTypeInfo<T> type) =>
        _words = [.. Enum.GetValues<T>().Select(value => (value, JsonSerializer.Serialize(value, type).Trim('"')))];

    /// <summary>All words, in the enum's order.</summary>
    public IEnumerable<string> All => _words.Select(w => w.Word);

    /// <summary>The word of a value.</summary>
    public string Of(T value) => Array.Find(_words, w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word;

    /// <summary>The value of a word, letter for letter; null when it is none.</summary>
    public T? Read(string? word)
    {
        foreach (var (value, known) in _words)
            if (known == word) return value;
        return null;
    }
}
