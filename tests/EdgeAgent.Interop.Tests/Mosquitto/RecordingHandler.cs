using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Interop.Tests.Mosquitto;

/// <summary>Writes down what a client raises, for a test that waits for it.</summary>
internal sealed class RecordingHandler : IMosquittoHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<MosquittoConnected> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<MosquittoClosed> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<(int Id, byte Reason, string? Words)> _published = Channel.CreateUnbounded<(int, byte, string?)>();
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateUnbounded<ReceivedMessage>();
    private readonly Channel<(int Id, byte Reason)> _subscribed = Channel.CreateUnbounded<(int, byte)>();
    private readonly Channel<int> _unsubscribed = Channel.CreateUnbounded<int>();
    private int _closings;

    public int Closings => _closings;

    /// <summary>Calls that came after the end.</summary>
    public ConcurrentQueue<string> Late { get; } = new();

    public Action? Idle { get; set; }

    public Action? Connected { get; set; }

    public Action? Message { get; set; }

    /// <summary>Takes settled publishes instead of the list.</summary>
    public Action<int>? Settled { get; set; }

    public async Task<MosquittoConnected> ConnectedAsync()
    {
        var first = await Task.WhenAny(_connected.Task, _closed.Task).WaitAsync(Patience);
        if (first == _closed.Task) Assert.Fail((await _closed.Task).ToString());
        return await _connected.Task;
    }

    public Task<MosquittoClosed> ClosedAsync() => _closed.Task.WaitAsync(Patience);

    public Task<(int Id, byte Reason, string? Words)> PublishedAsync() => _published.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task<ReceivedMessage> MessageAsync() => _messages.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task<(int Id, byte Reason)> SubscribedAsync() => _subscribed.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task<int> UnsubscribedAsync() => _unsubscribed.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public void OnConnected(MosquittoConnected connection)
    {
        Note();
        Connected?.Invoke();
        _connected.TrySetResult(connection);
    }

    public void OnPublished(int messageId, byte reasonCode, string? reasonString)
    {
        Note();
        if (Settled is { } settled) settled(messageId);
        else _published.Writer.TryWrite((messageId, reasonCode, reasonString));
    }

    public void OnMessage(in MosquittoMessage message)
    {
        Note();
        Message?.Invoke();
        _messages.Writer.TryWrite(new ReceivedMessage(Encoding.UTF8.GetString(message.Topic), message.Payload.ToArray(), message.Qos, message.Retain, message.ReadContentType(),
            message.ReadResponseTopic(), message.ReadCorrelationData(), message.ReadMessageExpiry(), message.ReadPayloadIsText(), message.ReadUserProperties()));
    }

    public void OnSubscribed(int messageId, byte reasonCode)
    {
        Note();
        _subscribed.Writer.TryWrite((messageId, reasonCode));
    }

    public void OnUnsubscribed(int messageId)
    {
        Note();
        _unsubscribed.Writer.TryWrite(messageId);
    }

    public void OnIdle()
    {
        Note();
        Idle?.Invoke();
    }

    public void OnClosed(MosquittoClosed closed)
    {
        Interlocked.Increment(ref _closings);
        _closed.TrySetResult(closed);
    }

    private void Note([System.Runtime.CompilerServices.CallerMemberName] string what = "")
    {
        if (Volatile.Read(ref _closings) > 0) Late.Enqueue(what);
    }
}
