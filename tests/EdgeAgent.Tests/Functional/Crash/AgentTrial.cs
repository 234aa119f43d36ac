using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeAgent.TestKit.Crash;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional.Crash;

/// <summary>The parts of one trial: a real broker, a receiver with a session there, a link that can break, and runs of the agent on one state directory, each fed with sound that comes at once.</summary>
internal sealed partial class AgentTrial : IAsyncDisposable
{
    /// <summary>What the agent says once its pipelines run.</summary>
    public const string Listening = "Ctrl-C stops.";

    private const int Seconds = 1200;

    private static readonly Lazy<byte[]> Sound = new(() => new Song(SongMaker.Make(Seconds, EnergyPackage.Rate, SongMaker.Calls(Seconds)), EnergyPackage.Rate).Raw);

    private readonly Sea _sea = new();
    private readonly List<string> _committed = [];
    private readonly List<AgentProcess> _runs = [];
    private LinkProxy _link;

    private AgentTrial(AgentCrashKind kind, int seed, MosquittoBroker broker, LedgerReceiver receiver)
    {
        (Kind, Seed, Broker, Receiver) = (kind, seed, broker, receiver);
        Random = new Random(unchecked(seed * 37 + (int)kind));
        _link = LinkProxy.Start(broker.Port);
    }

    public AgentCrashKind Kind { get; }

    public int Seed { get; }

    public Random Random { get; }

    public MosquittoBroker Broker { get; }

    public LedgerReceiver Receiver { get; }

    public LinkProxy Link => _link;

    public static async Task<AgentTrial> StartAsync(AgentCrashKind kind, int seed)
    {
        var broker = await MosquittoBroker.StartAsync(new MosquittoOptions
        {
            Persistence = true, SaveOnChange = kind == AgentCrashKind.AgentBrokerKilled, MaxInflight = 0, MaxQueued = 0,
            // The receiver takes everything at once, so that the broker's own memory is not what is tested.
            Lines = ["max_queued_bytes 0", "set_tcp_nodelay true"],
        });
        try
        {
            return new AgentTrial(kind, seed, broker, await LedgerReceiver.StartAsync(broker.Port));
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts another link between the agent's next run and a broker.</summary>
    public async Task<LinkProxy> LinkAsync(int brokerPort, FaultPlan? plan = null)
    {
        await _link.DisposeAsync();
        return _link = LinkProxy.Start(brokerPort, plan);
    }

    /// <summary>Starts the agent on sound without end.</summary>
    public AgentProcess Run()
    {
        var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", Configure(), "--set", "Agent:StopDeadlineSeconds=3"], Input = Sound.Value, InputStaysOpen = true });
        _runs.Add(agent);
        return agent;
    }

    /// <summary>A moment drawn within so many milliseconds.</summary>
    public Task PauseAsync(int most) => Task.Delay(TimeSpan.FromMicroseconds(Random.Next(most * 1000)), TestContext.Current.CancellationToken);

    /// <summary>Waits until so many more messages have come.</summary>
    public Task ReceivesAsync(int more) => Receiver.ReceivedAsync(Receiver.Received + more);

    /// <summary>SIGKILL; what another program then reads from the disk was committed, and must come.</summary>
    public async Task KillAsync(AgentProcess agent)
    {
        agent.Signal("KILL");
        await agent.EndAsync();
        if (!Directory.Exists(_sea.Folder["state"])) return;
        var export = await AgentProcess.RunAsync("outbox", "export", "--config", Configure());
        if (export.ExitCode == 0) _committed.AddRange(export.Output);
        // Killed before it had a store.
        else export.Refuses(1, "no event store");
    }

    /// <summary>SIGTERM and an orderly end.</summary>
    public static async Task<AgentResult> TerminateAsync(AgentProcess agent)
    {
        agent.Signal("TERM");
        return (await agent.EndAsync()).Exits(0);
    }

    /// <summary>Either end.</summary>
    public async Task KillOrEndAsync(AgentProcess agent)
    {
        if (Random.Next(2) == 0) await KillAsync(agent);
        else await TerminateAsync(agent);
    }

    /// <summary>A last run on a world that works, and the verdict.</summary>
    public async Task<TrialResult> FinishAsync()
    {
        await LinkAsync(Broker.Port);
        var arguments = new AgentStart { Arguments = ["run", "--config", Configure()], Input = Sound.Value.AsMemory(0, 40 * EnergyPackage.Rate * sizeof(short)) };
        var last = (await AgentProcess.RunAsync(arguments)).Exits(0);
        var note = last.Error.Select(line => Kept().Match(line)).Last(match => match.Success);
        var (stored, pending) = (Number(note, 1), Number(note, 2));
        var faults = new List<string>();
        if (pending > 0) faults.Add($"{pending} messages were left at a stop, though the broker is there");
        await Receiver.ReachesAsync(stored);
        var report = Receiver.Report();
        faults.AddRange(report.Faults);
        if (report.Stores.Count != 1) faults.Add($"{report.Stores.Count} stores were heard of");
        var store = report.Stores[0];
        if (store.Last != stored) faults.Add($"the agent has stored {stored} messages, the last that came is {store.Last}");
        var declared = store.Declared.Sum(range => (range.Last ?? range.First) - range.First + 1);
        if (declared > 0) faults.Add($"{declared} messages were given up, and nothing in this trial is a reason to");
        var printed = AgentEvents.Parse(last.Output).Where(line => line.ContainsKey("state")).Select(line => $"{(string)line["id"]!}/{(int)line["revision"]!}").ToArray();
        faults.AddRange(printed.Where(name => !Receiver.Has(name)).Select(name => $"{name} was printed by a run that ended well and never came"));
        faults.AddRange(_committed.Where(line => !Receiver.HasBytes(line)).Select(line => $"was on disk after a kill and never came like that: {line}"));
        return new TrialResult
        {
            Kind = Kind.ToString(), Seed = Seed, Messages = report.Events + report.Gaps, Promised = _committed.Distinct().Count() + printed.Length, Resent = report.Duplicates.Identical,
            Declared = declared, Lost = store.MissingCount, Reordered = report.OrderViolations, Faults = faults.Count == 0 ? [] : [.. faults, string.Join('\n', last.Error.TakeLast(8))],
        };
    }

    /// <summary>What the runs said, the end of it.</summary>
    public string Said() => string.Join('\n', _runs.SelectMany((run, at) => run.ErrorLines.TakeLast(8).Select(line => $"  run {at + 1}: {line}")));

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs) run.Dispose();
        await _link.DisposeAsync();
        await Receiver.DisposeAsync();
        await Broker.DisposeAsync();
        _sea.Dispose();
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private string Configure() => LiveConfiguration.WriteMqtt(
        _sea,
        new JsonObject { ["Servers"] = new JsonArray($"mqtt://{RealBroker.Host}:{_link.Port.ToString(CultureInfo.InvariantCulture)}") },
        new LivePipelineText("reef", null, "stdin"));

    [GeneratedRegex(@"(\d+) messages stored, (\d+) to be confirmed")]
    private static partial Regex Kept();
}
