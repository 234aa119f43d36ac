using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeAgent.Configuration;

/// <summary>The JSON schema of appsettings.json, made of what the reader declares, so that editors complete and check it.</summary>
internal static class ConfigSchema
{
    /// <summary>The schema (draft 7).</summary>
    public static string Json()
    {
        var root = new Node();
        foreach (var key in ConfigReference.Keys()) root.Add(key.Path.Split(':'), key);
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
            json.WriteString("title", "EdgeAgent configuration");
            WriteSection(json, root, isRoot: true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Node node)
    {
        json.WriteStartObject();
        if (node.Key is { Kind: not "section" } key) WriteValue(json, key);
        else if (node.Parts.TryGetValue("*", out var item))
        {
            json.WriteString("type", "array");
            json.WritePropertyName("items");
            Write(json, item);
        }
        else WriteSection(json, node, isRoot: false);
        json.WriteEndObject();
    }

    private static void WriteSection(Utf8JsonWriter json, Node node, bool isRoot)
    {
        json.WriteString("type", "object");
        // What no reader knows is refused at the start.
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        if (isRoot)
        {
            json.WriteStartObject("$schema");
            json.WriteString("type", "string");
            json.WriteEndObject();
        }

        foreach (var (name, part) in node.Parts)
        {
            json.WritePropertyName(name);
            Write(json, part);
        }

        json.WriteEndObject();
        var required = node.Parts.Where(part => part.Value.Key is { } key && key.Default.EndsWith("must be given", StringComparison.Ordinal)).Select(part => part.Key).ToArray();
        if (required.Length == 0) return;
        json.WriteStartArray("required");
        foreach (var name in required) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, ConfigKey key)
    {
        json.WriteString("description", key.Default.Length == 0 ? key.Description : $"{key.Description} Default: {key.Default}.");
        switch (key.Kind)
        {
            case "integer" or "number":
                Types(json, key.Kind);
                if (key.Range.Split(" to ") is [var least, var most] && Number(least) is { } min && Number(most) is { } max)
                {
                    json.WriteNumber("minimum", min);
                    json.WriteNumber("maximum", max);
                }

                if (Number(key.Default) is { } fallback) json.WriteNumber("default", fallback);
                break;
            case "true/false":
                Types(json, "boolean");
                json.WriteBoolean("default", key.Default == "true");
                break;
            case "word":
                json.WriteStartArray("enum");
                foreach (var word in key.Range.Split(", ")) json.WriteStringValue(word);
                json.WriteNullValue();
                json.WriteEndArray();
                break;
            case "list of texts":
                // One text may hold several, with commas.
                Types(json, "array", "string");
                json.WriteStartObject("items");
                json.WriteString("type", "string");
                json.WriteEndObject();
                break;
            default:
                // Rules such as "High" are read as text and may be written as numbers.
                Types(json, "string", "number", "boolean");
                break;
        }
    }

    private static void Types(Utf8JsonWriter json, params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("type");
        foreach (var type in types) json.WriteStringValue(type);
        json.WriteStringValue("null");
        json.WriteEndArray();
    }

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed class Node
    {
        public ConfigKey? Key { get; private set; }

        public Dictionary<string, Node> Parts { get; } = new(StringComparer.Ordinal);

        public void Add(ReadOnlySpan<string> path, ConfigKey key)
        {
            if (path.Length == 0)
            {
                Key = key;
                return;
            }

            if (!Parts.TryGetValue(path[0], out var part)) Parts[path[0]] = part = new Node();
            part.Add(path[1..], key);
        }
    }
}
