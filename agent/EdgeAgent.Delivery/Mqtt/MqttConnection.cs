using System.Text;
using EdgeAgent.Delivery.HomeAssistant;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>One attempt to connect and what becomes of it. The client calls on its own thread, and everything that is sent is sent there.</summary>
internal sealed class MqttConnection : IMosquittoHandler, IPacketLink, IDisposable
{
    // Topics whose bytes are kept; labels times pipelines on any real box are fewer.
    private const int MostTopics = 4096;

    private readonly Dispatcher _dispatcher;
    private readonly Action<MosquittoConnected> _accepted;
    private readonly Func<MosquittoConnected, string?> _objection;
    private readonly MosquittoClient _client;
    private readonly MosquittoProperties? _properties;
    private readonly Dictionary<string, byte[]> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _contentTypes = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<MosquittoClosed> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _aborted;

    /// <summary>Makes the attempt; nothing happens until <see cref="RunAsync"/>.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="target">What they are about.</param>
    /// <param name="dispatcher">Gets the connection once it is accepted.</param>
    /// <param name="objection">Why a broker that accepted the connection can't be used; null when it can.</param>
    /// <param name="accepted">Hears of an accepted connection.</param>
    public MqttConnection(MosquittoOptions options, Target target, Dispatcher dispatcher, Func<MosquittoConnected, string?> objection, Action<MosquittoConnected> accepted)
    {
        _dispatcher = dispatcher;
        _objection = objection;
        _accepted = accepted;
        Server = target.Server.ToString();
        IsMqtt5 = target.Protocol == MqttProtocol.V5;
        _client = new MosquittoClient(options, this);
        if (IsMqtt5) _properties = new MosquittoProperties();
    }

    /// <inheritdoc/>
    public string Server { get; }

    /// <inheritdoc/>
    public bool IsMqtt5 { get; }

    /// <summary>Connects and serves the connection.</summary>
    /// <returns>How it ended.</returns>
    public async Task<MosquittoClosed> RunAsync()
    {
        _client.Start();
        var closed = await _closed.Task.ConfigureAwait(false);
        return Volatile.Read(ref _aborted) is { } reason ? closed with { Message = reason } : closed;
    }

    /// <summary>Gives an attempt up that is not accepted yet, and has an accepted one look again. From any thread.</summary>
    /// <param name="abandon">Whether to give up what is not accepted.</param>
    public void Nudge(bool abandon)
    {
        if (abandon) _client.Disconnect();
        else _client.Wake();
    }

    /// <inheritdoc/>
    public void OnConnected(MosquittoConnected connection)
    {
        if (_objection(connection) is { } reason)
        {
            Volatile.Write(ref _aborted, reason);
            _client.Disconnect();
            return;
        }

        _accepted(connection);
        _dispatcher.Begin(this, connection);
    }

    /// <inheritdoc/>
    public void OnSubscribed(int messageId, byte reasonCode)
    {
        _dispatcher.Subscribed(reasonCode);
    }

    /// <inheritdoc/>
    public void OnMessage(in MosquittoMessage message)
    {
        // A word that the broker has kept is older than this connection, which began with every document.
        _dispatcher.Heard(4 + message.Topic.Length + message.Payload.Length, !message.Retain && HomeAssistantDiscovery.IsBirth(message.Payload));
    }

    /// <inheritdoc/>
    public void OnPublished(int messageId, byte reasonCode, string? reasonString) => _dispatcher.Answer(messageId, reasonCode, reasonString);

    /// <inheritdoc/>
    public void OnIdle() => _dispatcher.Pump();

    /// <inheritdoc/>
    public void OnClosed(MosquittoClosed closed)
    {
        _dispatcher.End(closed);
        _closed.TrySetResult(closed);
    }

    /// <inheritdoc/>
    public MosquittoSendResult Send(Publication publication, PacketForm form, out int id)
    {
        if (_properties is { } properties)
        {
            properties.Clear();
            properties.SetPayloadIsText();
            if (form.ExpirySeconds is { } seconds) properties.SetMessageExpiry(seconds);
            if (form.Alias > 0) properties.SetTopicAlias((ushort)form.Alias);
            properties.SetContentType(Bytes(_contentTypes, publication.ContentType));
            var user = publication.UserProperties;
            for (var i = 0; i < user.Count; i++) properties.AddUserProperty(user[i].Key, user[i].Value);
        }

        var topic = form.SendTopic ? Bytes(_topics, publication.Topic) : [];
        return _client.Publish(topic, publication.Payload.Span, form.Qos, form.Retain, _properties, out id);
    }

    /// <inheritdoc/>
    public bool Subscribe(string filter) => _client.Subscribe(filter, 0, out _) == MosquittoSendResult.Sent;

    /// <inheritdoc/>
    public void Wake() => _client.Wake();

    /// <inheritdoc/>
    public void Leave() => _client.Disconnect();

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        Volatile.Write(ref _aborted, reason);
        _client.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _properties?.Dispose();
    }

    private static byte[] Bytes(Dictionary<string, byte[]> cache, string text)
    {
        if (cache.TryGetValue(text, out var bytes)) return bytes;
        bytes = Encoding.UTF8.GetBytes(text);
        if (cache.Count < MostTopics) cache[text] = bytes;
        return bytes;
    }
}
