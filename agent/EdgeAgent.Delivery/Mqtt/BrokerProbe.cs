using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Tries whether a broker takes this box: connects as the publisher would, under another name and without a will, and says good-bye. Nothing is published, and no session stays.</summary>
public static class BrokerProbe
{
    /// <summary>Connects once.</summary>
    /// <param name="options">The publisher's options.</param>
    /// <param name="server">The broker.</param>
    /// <param name="time">Measures how long it takes.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>What the broker said; a refusal is an answer.</returns>
    public static async Task<BrokerAnswer> ConnectAsync(MqttOptions options, MqttServer server, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(time);
        var answer = await ConnectAsync(options, server, MqttProtocol.V5, time, cancellation).ConfigureAwait(false);
        return answer.Accepted || !answer.IsProtocol ? answer : await ConnectAsync(options, server, MqttProtocol.V311, time, cancellation).ConfigureAwait(false);
    }

    private static async Task<BrokerAnswer> ConnectAsync(MqttOptions options, MqttServer server, MqttProtocol protocol, TimeProvider time, CancellationToken cancellation)
    {
        MosquittoOptions setup;
        try
        {
            var full = ConnectionSetup.For(options, new Target(server, protocol), ReadOnlyMemory<byte>.Empty);
            setup = new MosquittoOptions
            {
                Host = full.Host, Port = full.Port, Protocol = protocol, ClientId = $"{options.ClientId}-doctor", CleanStart = true, KeepAliveSeconds = 5,
                Username = full.Username, Password = full.Password, Tls = full.Tls,
            };
        }
        catch (IOException secret)
        {
            return new BrokerAnswer(false, false, secret.Message, TimeSpan.Zero, null);
        }

        var handler = new Handler();
        var began = time.GetTimestamp();
        using var client = new MosquittoClient(setup, handler);
        client.Start();
        var first = await Task.WhenAny(handler.Connected.Task, handler.Closed.Task).WaitAsync(cancellation).ConfigureAwait(false);
        var took = time.GetElapsedTime(began);
        if (first != handler.Connected.Task)
        {
            var closed = await handler.Closed.Task.ConfigureAwait(false);
            return new BrokerAnswer(false, closed.Cause is MosquittoCloseCause.ProtocolError or MosquittoCloseCause.ConnectionLost || IsVersion(closed), closed.Message, took, null);
        }

        var limits = await handler.Connected.Task.ConfigureAwait(false);
        client.Disconnect();
        return new BrokerAnswer(true, false, $"{server} takes this box, MQTT {(protocol == MqttProtocol.V5 ? "5" : "3.1.1")}", took, limits.MaximumQos < 1 && !options.AllowUnconfirmed ? "it confirms nothing (maximum QoS 0)" : null);
    }

    // Unsupported protocol version: 0x84 in MQTT 5, 0x01 before.
    private static bool IsVersion(MosquittoClosed closed) => closed is { Cause: MosquittoCloseCause.Refused, ReasonCode: 0x84 or 0x01 };

    private sealed class Handler : IMosquittoHandler
    {
        public TaskCompletionSource<MosquittoConnected> Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<MosquittoClosed> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnConnected(MosquittoConnected connection) => Connected.TrySetResult(connection);

        public void OnPublished(int messageId, byte reasonCode, string? reasonString)
        {
            // Nothing is published.
        }

        public void OnClosed(MosquittoClosed closed) => Closed.TrySetResult(closed);
    }
}
