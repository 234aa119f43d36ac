using System.Globalization;
using EdgeAgent.TestKit.Crash;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>The parts of one trial: a real broker, a receiver with a session there, a link that can break, a store's folder, and workers one after the other.</summary>
internal sealed class Trial : IAsyncDisposable
{
    public const string Device = "box";

    private readonly List<WorkerProcess> _workers = [];
    private readonly List<IDisposable> _mounts = [];
    private LinkProxy _link;

    private Trial(CrashKind kind, int seed, MosquittoBroker broker, Receiver receiver)
    {
        (Kind, Seed, Broker, Receiver) = (kind, seed, broker, receiver);
        Random = new Random(unchecked(seed * 31 + (int)kind));
        Store = Folder["store"];
        _link = LinkProxy.Start(broker.Port);
        LiveFirst = Random.Next(2) == 0;
    }

    public CrashKind Kind { get; }

    public int Seed { get; }

    public Random Random { get; }

    public MosquittoBroker Broker { get; }

    public Receiver Receiver { get; }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>The store's folder; a mount may take its place before the first run.</summary>
    public string Store { get; set; }

    public bool LiveFirst { get; }

    /// <summary>Whether the trial gives a reason to declare losses.</summary>
    public bool MayLose { get; set; }

    /// <summary>More words for every run.</summary>
    public List<string> Always { get; } = [];

    public LinkProxy Link => _link;

    public static async Task<Trial> StartAsync(CrashKind kind, int seed)
    {
        var broker = await MosquittoBroker.StartAsync(new MosquittoOptions
        {
            Persistence = true, SaveOnChange = kind == CrashKind.BrokerKilled, MaxInflight = 0, MaxQueued = 0,
            // The receiver takes everything at once, so that the broker's own memory is not what is tested.
            Lines = ["max_queued_bytes 0", "set_tcp_nodelay true"],
        });
        try
        {
            return new Trial(kind, seed, broker, await Receiver.StartAsync(broker.Port, Device));
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps a mount until the trial is over.</summary>
    public T Keep<T>(T mount)
        where T : IDisposable
    {
        _mounts.Add(mount);
        return mount;
    }

    /// <summary>Puts another link between workers and a broker.</summary>
    public async Task<LinkProxy> LinkAsync(int brokerPort, FaultPlan? plan = null)
    {
        await _link.DisposeAsync();
        return _link = LinkProxy.Start(brokerPort, plan);
    }

    /// <summary>Starts a worker; each run of a trial makes events of its own.</summary>
    public WorkerProcess Run(params string[] words)
    {
        var seed = (ulong)Seed * 1000 + (ulong)_workers.Count;
        string[] common =
        [
            $"store={Store}", $"device={Device}", $"port={Text(_link.Port)}", $"seed={seed.ToString(CultureInfo.InvariantCulture)}", $"order={(LiveFirst ? "live-first" : "fifo")}",
            .. Always,
        ];
        // A word that comes later counts.
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in common.Concat(words)) merged[word[..word.IndexOf('=', StringComparison.Ordinal)]] = word;
        var worker = WorkerProcess.Start([.. merged.Values]);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Starts a worker in a guest, where it publishes nothing.</summary>
    public WorkerProcess RunIn(Guest guest, params string[] words)
    {
        string[] all = [$"store={Guest.StoreFolder}", $"device={Device}", "port=0", $"seed={Text(Seed * 1000L + _workers.Count)}", .. words];
        var worker = guest.Start(all);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>A last run on a world that works: everything comes, and is judged.</summary>
    public async Task<TrialResult> FinishAsync()
    {
        await LinkAsync(Broker.Port);
        return await JudgeAsync(Run("messages=15"));
    }

    /// <summary>Judges a worker that still lives, on a world that works again; after a dead one, a last run.</summary>
    public async Task<TrialResult> FinishAsync(WorkerProcess worker)
    {
        if (worker.IsDead) return await FinishAsync();
        await worker.TellAsync("drain");
        return await JudgeAsync(worker);
    }

    /// <summary>Judges once a worker, the last one, has nothing left to send.</summary>
    public async Task<TrialResult> JudgeAsync(WorkerProcess worker)
    {
        var drained = await worker.SaidAsync("drained") ?? throw new InvalidOperationException($"the last worker died:\n{string.Join('\n', worker.Errors)}");
        var words = drained.Split(' ');
        var (store, last) = (words[1], long.Parse(words[2], CultureInfo.InvariantCulture));
        // Confirmed means that the broker has it; the receiver has it a moment later.
        await Receiver.UntilAsync(() => Receiver.Missing(store, 1, last).Count == 0 || Receiver.Faults.Count > 0);
        var result = Verdict.Of((Kind, Seed), [.. _workers.SelectMany(w => w.Promises)], Receiver, store, last, MayLose);
        await worker.EndAsync();
        return result;
    }

    /// <summary>What the workers said went wrong.</summary>
    public string Said() => string.Join('\n', _workers.SelectMany((worker, run) => worker.Errors.TakeLast(8).Select(line => $"  run {run + 1}: {line}")));

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
        await _link.DisposeAsync();
        await Receiver.DisposeAsync();
        await Broker.DisposeAsync();
        foreach (var mount in Enumerable.Reverse(_mounts)) mount.Dispose();
        Folder.Dispose();
    }

    internal static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
