using System.Text;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Configuration;

/// <summary>The reference of all configuration keys, made of what the reader declares.</summary>
internal static class ConfigReference
{
    /// <summary>A Markdown table of every key.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| key | kind | default | range | meaning |\n|---|---|---|---|---|\n");
        foreach (var key in Keys())
            text.Append("| `").Append(key.Path).Append("` | ").Append(key.Kind).Append(" | ")
                .Append(key.Default).Append(" | ").Append(key.Range).Append(" | ").Append(key.Description).Append(" |\n");
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Every key that holds a value.</summary>
    public static IEnumerable<ConfigKey> Keys()
    {
        // One pipeline with one of each list, so that the keys of list elements are declared too.
        var sample = new ConfigurationBuilder().AddInMemoryCollection([new("Pipelines:0:Models:0:Name", "humpback"), new("Pipelines:0:Frames:Zones:0:Name", "gate"), new("Pipelines:0:Frames:Labels:0:Label", "person")]).Build();
        var keys = new ConfigProblems();
        SettingsReader.Read(sample, keys);
        return keys.Keys.Where(k => k.Kind != "section");
    }
}
