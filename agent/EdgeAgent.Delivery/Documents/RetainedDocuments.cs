using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Documents;

/// <summary>Documents as they are published: retained, QoS 1, the newest replaces the one before.</summary>
public static class RetainedDocuments
{
    /// <summary>A device's status; also what is left with the broker as the last will.</summary>
    public static Publication Of(TopicNames topics, StatusDocument document)
    {
        ArgumentNullException.ThrowIfNull(topics);
        return Retained(topics.Status, document, DocumentJson.Default.StatusDocument);
    }

    /// <summary>A pipeline's health.</summary>
    /// <exception cref="TopicException">The pipeline's name is too long for a topic.</exception>
    public static Publication Of(TopicNames topics, HealthDocument document)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(document);
        return Retained(topics.Health(document.Pipeline), document, DocumentJson.Default.HealthDocument);
    }

    /// <summary>The state of a model package.</summary>
    /// <exception cref="TopicException">The package's name is too long for a topic.</exception>
    public static Publication Of(TopicNames topics, ModelStateDocument document)
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(document);
        return Retained(topics.Models(document.Name), document, DocumentJson.Default.ModelStateDocument);
    }

    private static Publication Retained<T>(string topic, T document, JsonTypeInfo<T> type) =>
        new(topic, JsonSerializer.SerializeToUtf8Bytes(document, type), "application/json", Retain: true, Qos: 1, []);
}
