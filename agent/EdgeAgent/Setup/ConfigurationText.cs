using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Configuration;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Setup;

/// <summary>Writes a configuration file, and reads it as the agent would.</summary>
internal static class ConfigurationText
{
    /// <summary>The file's text.</summary>
    /// <param name="answers">Complete: name, pipeline and model are given.</param>
    /// <param name="source">What to listen to.</param>
    /// <param name="keys">Certificates; null for the socket alone.</param>
    public static string Write(SetupAnswers answers, SourceProposal source, SetupKeys? keys)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("Agent");
            json.WriteString("Name", answers.Name);
            json.WriteEndObject();
            WritePipeline(json, answers, source);
            if (answers.Broker is { Length: > 0 } broker) WriteBroker(json, answers, broker);
            if (keys is not null) WriteControl(json, keys);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    /// <summary>Reads a text as the agent would; its problems are the ones of <see cref="ConfigException"/>.</summary>
    /// <exception cref="ConfigException">It can't be used, with every problem.</exception>
    public static AgentSettings Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build());
    }

    private static void WritePipeline(Utf8JsonWriter json, SetupAnswers answers, SourceProposal source)
    {
        json.WriteStartArray("Pipelines");
        json.WriteStartObject();
        json.WriteString("Name", answers.Pipeline);
        json.WriteStartObject("Source");
        json.WriteString("Kind", source.Kind);
        if (source.Device is { } device) json.WriteString("Device", device);
        json.WriteNumber("SampleRate", source.SampleRate);
        json.WriteNumber("Channels", source.Channels);
        if (source.Channels > 1) json.WriteNumber("Channel", source.Channel);
        json.WriteString("Encoding", source.Encoding);
        json.WriteEndObject();
        json.WriteStartArray("Models");
        json.WriteStartObject();
        json.WriteString("Name", answers.Model);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteBroker(Utf8JsonWriter json, SetupAnswers answers, string broker)
    {
        json.WriteStartObject("Mqtt");
        json.WriteStartArray("Servers");
        json.WriteStringValue(broker);
        json.WriteEndArray();
        if (answers.BrokerUser is { Length: > 0 } user) json.WriteString("Username", user);
        if (answers.BrokerPasswordFile is { Length: > 0 } file) json.WriteString("PasswordFile", file);
        json.WriteEndObject();
    }

    private static void WriteControl(Utf8JsonWriter json, SetupKeys keys)
    {
        json.WriteStartObject("Control");
        json.WriteStartArray("Listen");
        json.WriteStringValue($"https://*:{SetupKeys.Port}");
        json.WriteEndArray();
        json.WriteString("CertificateFile", keys.Certificate);
        json.WriteString("KeyFile", keys.Key);
        json.WriteString("ClientCaFile", keys.Authority);
        json.WriteEndObject();
    }
}
