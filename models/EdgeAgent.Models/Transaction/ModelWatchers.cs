using System.Threading.Channels;

namespace EdgeAgent.Models.Transaction;

/// <summary>
/// Everybody who watches states. Each watcher has a set of versions that changed since it looked, so a slow one costs a name a version and never misses
/// the newest state.
/// </summary>
internal sealed class ModelWatchers
{
    private readonly Lock _gate = new();
    private readonly List<Watcher> _watchers = [];

    /// <summary>A version changed.</summary>
    public void Tell(string name, int version)
    {
        lock (_gate)
            foreach (var watcher in _watchers) watcher.Tell(name, version);
    }

    /// <summary>Begins a watch; from now on it misses nothing.</summary>
    /// <param name="name">Only this package; null for all.</param>
    public Watcher Begin(string? name)
    {
        var watcher = new Watcher(this, name);
        lock (_gate) _watchers.Add(watcher);
        return watcher;
    }

    /// <summary>Ends all watches.</summary>
    public void Complete()
    {
        lock (_gate)
            foreach (var watcher in _watchers) watcher.Complete();
    }

    /// <summary>One watcher; disposed when it has seen enough.</summary>
    internal sealed class Watcher(ModelWatchers all, string? only) : IDisposable
    {
        // One waiting signal is as good as many.
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly HashSet<(string Name, int Version)> _changed = [];

        /// <summary>A version changed.</summary>
        public void Tell(string name, int version)
        {
            if (only is not null && only != name) return;
            lock (_changed) _changed.Add((name, version));
            _signal.Writer.TryWrite(true);
        }

        /// <summary>Nothing comes any more.</summary>
        public void Complete() => _signal.Writer.TryComplete();

        /// <summary>Waits until something changed; false when nothing comes any more.</summary>
        public async ValueTask<bool> WaitAsync(CancellationToken cancellation) =>
            await _signal.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false) && _signal.Reader.TryRead(out _);

        /// <summary>What changed since the last time.</summary>
        public (string Name, int Version)[] Take()
        {
            lock (_changed)
            {
                (string Name, int Version)[] taken = [.. _changed.Order()];
                _changed.Clear();
                return taken;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (all._gate) all._watchers.Remove(this);
        }
    }
}
