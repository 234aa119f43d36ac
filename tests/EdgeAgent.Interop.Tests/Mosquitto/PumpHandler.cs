using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Interop.Tests.Mosquitto;

/// <summary>Keeps the window full from the client's thread, and counts what that allocates once it is warm.</summary>
internal sealed class PumpHandler(int warmUp, int messages) : IMosquittoHandler, IDisposable
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _payload = new byte[900];
    private readonly MosquittoProperties _properties = new();
    private long _before;
    private int _given;

    public MosquittoClient? Client { get; set; }

    public Task Done => _done.Task;

    public int Settled { get; private set; }

    public int Deepest { get; private set; }

    public long Allocated { get; private set; }

    public void OnConnected(MosquittoConnected connection)
    {
    }

    public void OnIdle()
    {
        while (_given < warmUp + messages)
        {
            _properties.Clear();
            _properties.SetContentType("application/json"u8);
            _properties.AddUserProperty("id"u8, "b3f1/0"u8);
            if (Client!.Publish("edge/buoy-7/events/reef-north/humpback"u8, _payload, 1, false, _properties, out _) != MosquittoSendResult.Sent) return;
            _given++;
            Deepest = Math.Max(Deepest, _given - Settled);
        }
    }

    public void OnPublished(int messageId, byte reasonCode, string? reasonString)
    {
        Settled++;
        if (Settled == warmUp) _before = GC.GetAllocatedBytesForCurrentThread();
        if (Settled != warmUp + messages) return;
        Allocated = GC.GetAllocatedBytesForCurrentThread() - _before;
        _done.TrySetResult();
    }

    public void Dispose() => _properties.Dispose();

    public void OnClosed(MosquittoClosed closed) => _done.TrySetException(new InvalidOperationException(closed.Message));
}
