using System.Runtime.CompilerServices;
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

    /// <summary>Versions as they change.</summary>
    /// <param name="begun">Called once from now on nothing is missed.</param>
    /// <param name="name">Only this package; null for all.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<(string Name, int Version)> WatchAsync(Action begun, string? name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var watcher = new Watcher(name);
        lock (_gate) _watchers.Add(watcher);
        try
        {
            begun();
            while (await watcher.WaitAsync(cancellation).ConfigureAwait(false))
                foreach (var version in watcher.Take()) yield return version;
        }
        finally
        {
            lock (_gate) _watchers.Remove(watcher);
        }
    }

    /// <summary>Ends all watches.</summary>
    public void Complete()
    {
        lock (_gate)
            foreach (var watcher in _watchers) watcher.Complete();
    }

    /// <summary>One watcher.</summary>
    private sealed class Watcher(string? only)
    {
        // One waiting signal is as good as many.
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private readonly HashSet<(string, int)> _changed = [];

        public void Tell(string name, int version)
        {
            if (only is not null && only != name) return;
            lock (_changed) _changed.Add((name, version));
            _signal.Writer.TryWrite(true);
        }

        public void Complete() => _signal.Writer.TryComplete();

        public async ValueTask<bool> WaitAsync(CancellationToken cancellation) =>
            await _signal.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false) && _signal.Reader.TryRead(out _);

        public (string Name, int Version)[] Take()
        {
            lock (_changed)
            {
                (string Name, int Version)[] taken = [.. _changed.Order()];
                _changed.Clear();
                return taken;
            }
        }
    }
}
