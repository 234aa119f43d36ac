using System.Collections.Concurrent;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Run;

/// <summary>The newest retained document of each topic; as many as there are pipelines and models.</summary>
internal sealed class RetainedSet
{
    private readonly ConcurrentDictionary<string, Publication> _newest = new(StringComparer.Ordinal);

    /// <summary>Keeps a document in place of its topic's former one.</summary>
    public void Put(Publication document) => _newest[document.Topic] = document;

    /// <summary>Gives all of them to a publisher.</summary>
    public void PostTo(MqttPublisher publisher)
    {
        foreach (var document in _newest.Values) publisher.Post(document.Topic, document.Payload);
    }
}
