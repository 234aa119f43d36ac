using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Subscriber.Subscriptions;

/// <summary>One connection of a subscription.</summary>
internal sealed class Connection(IReadOnlyList<string> topics, Books books) : IMosquittoHandler
{
    private const byte FirstFailure = 0x80;

    private readonly TaskCompletionSource<MosquittoClosed> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, string> _asked = [];

    /// <summary>The client that this hears; set before it starts.</summary>
    public MosquittoClient? Client { get; set; }

    /// <summary>How it ended.</summary>
    public Task<MosquittoClosed> Closed => _closed.Task;

    /// <summary>The broker has granted every filter, or delivers already: a session that lived on does so before the filters are granted anew.</summary>
    public bool IsSubscribed { get; private set; }

    /// <summary>The sentence about a filter that was not granted; null when all were.</summary>
    public string? Refusal { get; private set; }

    public void OnConnected(MosquittoConnected connection)
    {
        foreach (var topic in topics)
        {
            var result = Client!.Subscribe(topic, 1, out var id);
            if (result == MosquittoSendResult.Sent) _asked[id] = topic;
            else Refuse($"'{topic}' cannot be subscribed ({result}); give a topic filter such as 'edge/+/events/#'.");
        }
    }

    public void OnSubscribed(int messageId, byte reasonCode)
    {
        if (!_asked.Remove(messageId, out var topic)) return;
        if (reasonCode >= FirstFailure) Refuse($"the broker does not let this client subscribe to '{topic}' (reason 0x{reasonCode:X2}); see its access list.");
        else if (_asked.Count == 0) IsSubscribed = Refusal is null;
    }

    public void OnMessage(in MosquittoMessage message)
    {
        IsSubscribed = true;
        books.Take(message);
    }

    public void OnPublished(int messageId, byte reasonCode, string? reasonString)
    {
        // This client publishes nothing.
    }

    public void OnClosed(MosquittoClosed closed) => _closed.TrySetResult(closed);

    private void Refuse(string sentence)
    {
        Refusal ??= sentence;
        Client!.Disconnect();
    }
}
