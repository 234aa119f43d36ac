using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>A store in a folder of its own, with a clock that the test moves.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;

    public StoreFixture(Func<EventStoreOptions, EventStoreOptions>? change = null, string? directory = null)
    {
        _folder = directory is null ? new TemporaryFolder() : null;
        var options = new EventStoreOptions { Directory = directory ?? _folder!["store"], Device = "buoy-7", ReserveBytes = 64 << 10 };
        Options = change?.Invoke(options) ?? options;
        Store = EventStore.Open(Options, Time, NullLogger<EventStore>.Instance);
    }

    public ManualTime Time { get; } = new();

    public EventStoreOptions Options { get; private set; }

    public EventStore Store { get; private set; }

    public IOutbox Outbox => Store.Outbox;

    public string Directory => Options.Directory;

    /// <summary>Waits until everything is on disk.</summary>
    public async Task Flush() => await Store.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Closes the store in good order and opens it again.</summary>
    public async Task Reopen(Func<EventStoreOptions, EventStoreOptions>? change = null)
    {
        await Close();
        Options = change?.Invoke(Options) ?? Options;
        Store = EventStore.Open(Options, Time, NullLogger<EventStore>.Instance);
    }

    /// <summary>Goes on with the files as a process that ends at this moment leaves them.</summary>
    /// <param name="left">What such a process left earlier, or null for now.</param>
    public async Task Crash(string? left = null)
    {
        if (left is null)
        {
            left = Directory + ".left";
            // A commit in between would mix two moments.
            for (long commits = -1; commits != Store.Health.Commits;)
            {
                commits = Store.Health.Commits;
                CopyFiles(Directory, left);
            }
        }

        await Close();
        System.IO.Directory.Delete(Directory, recursive: true);
        CopyFiles(left, Directory);
        System.IO.Directory.Delete(left, recursive: true);
        Store = EventStore.Open(Options, Time, NullLogger<EventStore>.Instance);
    }

    /// <summary>Everything due, lane by lane, until nothing is.</summary>
    public List<OutboxMessage> TakeAll(params Lane[] lanes)
    {
        var taken = new List<OutboxMessage>();
        foreach (var lane in lanes.Length > 0 ? lanes : [Lane.Gap, Lane.Fifo, Lane.Aside])
            while (Outbox.Take(lane, 100) is { Count: > 0 } some) taken.AddRange(some);
        return taken;
    }

    /// <summary>Copies the files of a store that may be at work: the mark before the database before its log, as their contents follow each other.</summary>
    public static void CopyFiles(string from, string to)
    {
        if (System.IO.Directory.Exists(to)) System.IO.Directory.Delete(to, recursive: true);
        System.IO.Directory.CreateDirectory(to);
        var files = System.IO.Directory.GetFiles(from).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));
        foreach (var file in files.OrderBy(file => file.EndsWith(".mark", StringComparison.Ordinal) ? "" : file, StringComparer.Ordinal)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        _folder?.Dispose();
    }

    /// <summary>Waits for the end of a store. The deadline of its stop is on the test's clock: time goes up to there and no further, then the writer ends in its own time; beyond it would be left behind.</summary>
    public static async Task EndAsync(Task closing, ManualTime time, TimeSpan deadline)
    {
        for (var steps = 20; steps > 0 && await Task.WhenAny(closing, Task.Delay(5)) != closing; steps--) time.Advance(deadline / 20);
        await closing.WaitAsync(AgentProcess.Patience);
    }

    private async Task Close()
    {
        var closing = Store.DisposeAsync().AsTask();
        await EndAsync(closing, Time, TimeSpan.FromSeconds(10));
    }
}
