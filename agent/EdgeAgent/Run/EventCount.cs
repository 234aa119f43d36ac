using EdgeAgent.Core.Events;

namespace EdgeAgent.Run;

/// <summary>Counts the events that pass to a sink.</summary>
internal sealed class EventCount
{
    private long _opened;

    /// <summary>Events so far, each once however many revisions it has.</summary>
    public long Opened => Volatile.Read(ref _opened);

    /// <summary>A sink that counts what it gives on.</summary>
    public IEventSink Before(IEventSink sink) => new Counted(this, sink);

    private sealed class Counted(EventCount count, IEventSink sink) : IEventSink
    {
        /// <inheritdoc/>
        public void Accept(DetectionEvent detection)
        {
            if (detection.Revision == 0) Interlocked.Increment(ref count._opened);
            sink.Accept(detection);
        }

        /// <inheritdoc/>
        public void Accept(GapRecord gap) => sink.Accept(gap);
    }
}
