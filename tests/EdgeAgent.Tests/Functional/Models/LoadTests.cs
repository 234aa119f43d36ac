using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Control.V1;
using EdgeAgent.Rpc.Client;
using EdgeAgent.TestKit.Mqtt;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>
/// Many who ask and watch at once, on the real agent, asked for by name: it counts. <c>make bench grpc</c> runs it longer (EDGEAGENT_LOAD_SECONDS) beside servers of
/// python3-grpcio and @grpc/grpc-js that answer the same call with the same bytes, and prints figures.
/// </summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const string Call = "/edgeagent.v1.AgentService/GetStatus";
    private const int Callers = 32;
    private const int Parts = 5;

    private static readonly double? Seconds = double.TryParse(Environment.GetEnvironmentVariable("EDGEAGENT_LOAD_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    [Fact(Explicit = true)]
    public async Task GetStatus_OfManyAtOnce_AnswersEachOverSocketAndTcp()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea, out var port);
        using var socket = RpcChannel.ForAddress($"unix:{sea.Folder["control.sock"]}", new RpcChannelOptions(), TimeProvider.System);
        using var tcp = RpcChannel.ForAddress($"http://127.0.0.1:{port}", new RpcChannelOptions(), TimeProvider.System);

        Assert.Equal(1024, await CallAsync(socket, 1024));
        Assert.Equal(1024, await CallAsync(tcp, 1024));

        if (Seconds is { } length) await MeasureAsync(sea, socket, tcp, length);
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact(Explicit = true)]
    public async Task WatchEvents_OfManyAtOnce_GivesEachEveryMessageInOrder()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea, out _);
        var (watchers, messages) = Seconds is { } length ? (200, (int)(5 * length)) : (40, 15);
        using var channel = RpcChannel.ForAddress($"unix:{sea.Folder["control.sock"]}", new RpcChannelOptions(), TimeProvider.System);
        var client = new AgentService.AgentServiceClient(channel);
        var resident = new List<long> { await ResidentAsync() };
        var clock = Stopwatch.StartNew();
        var tails = Enumerable.Range(0, watchers).Select(_ => (Call: client.WatchEvents(new WatchEventsRequest(), new CallOptions()), Numbers: new List<long>())).ToArray();

        for (var part = 1; part <= Parts; part++)
        {
            var count = messages * part / Parts;
            await Task.WhenAll(tails.Select(tail => ReadAsync(tail.Call, tail.Numbers, count)));
            resident.Add(await ResidentAsync());
        }

        foreach (var (call, numbers) in tails)
        {
            call.Dispose();
            Assert.Equal(Enumerable.Range(0, messages).Select(i => numbers[0] + i), numbers);
        }

        if (Seconds is not null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watchers} tails: {watchers * messages / clock.Elapsed.TotalSeconds:F0} messages/s in all over {clock.Elapsed.TotalSeconds:F0} s"));
            output.WriteLine($"resident memory before, and after each {Parts}th of them, MB: {string.Join(' ', resident.Select(bytes => (bytes / 1e6).ToString("F0", CultureInfo.InvariantCulture)))}");
        }

        await RemoteControlTests.StopAsync(agent);

        async Task<long> ResidentAsync() => (await client.GetStatusAsync(new GetStatusRequest(), new CallOptions())).ResidentBytes;
    }

    private static async Task ReadAsync(AsyncServerStreamingCall<WatchEventsResponse> call, List<long> numbers, int count)
    {
        while (numbers.Count < count && await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            if (call.ResponseStream.Current.Message is { } message) numbers.Add(message.Sequence);
    }

    private static Task<AgentProcess> StartAsync(Sea sea, out int port)
    {
        port = FreePort.Next();
        QuickModels.Ship(sea);
        return StartAsync(["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", QuickModels.Song(sea), Loop: true)), "--set", $"Control:Socket={sea.Folder["control.sock"]}",
            "--set", $"Control:Listen:0=http://127.0.0.1:{port}", "--set", "Control:CallsPerSecond=100000"]);
    }

    private static async Task<AgentProcess> StartAsync(string[] arguments)
    {
        var agent = AgentProcess.Start(new AgentStart { Arguments = arguments });
        await agent.OutputLineAsync("\"state\":\"close\"");
        return agent;
    }

    private static async Task<int> CallAsync(RpcChannel channel, int calls)
    {
        var (client, left, answered) = (new AgentService.AgentServiceClient(channel), calls, 0);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                if ((await client.GetStatusAsync(new GetStatusRequest(), new CallOptions())).Device == "test-buoy") Interlocked.Increment(ref answered);
        }));
        return answered;
    }

    private async Task MeasureAsync(Sea sea, RpcChannel socket, RpcChannel tcp, double length)
    {
        var answer = await new AgentService.AgentServiceClient(socket).GetStatusAsync(new GetStatusRequest(), new CallOptions());
        var file = sea.Folder.Write("answer.bin", answer.ToByteArray());
        var folder = Path.Combine(Repository.Root, "tests/EdgeAgent.Tests/Functional/Models");
        using var python = RunningTool.StartPeer("python3-grpcio", "/usr/bin/python3", Path.Combine(folder, "load_peer.py"), Call, file);
        using var node = RunningTool.StartPeer("@grpc/grpc-js", "node", Path.Combine(folder, "load_peer.js"), Call, file);
        using var pythonChannel = await ChannelAsync(python);
        using var nodeChannel = await ChannelAsync(node);
        (string Name, RpcChannel Channel, List<double> Rates)[] servers = [("agent, Unix socket", socket, []), ("agent, TCP", tcp, []), ("python3-grpcio, TCP", pythonChannel, []), ("@grpc/grpc-js, TCP", nodeChannel, [])];
        // In turn and again, so that what else goes on on the machine hits all of them.
        for (var round = 0; round < 4; round++)
            foreach (var (_, channel, rates) in servers) rates.Add(await RateAsync(channel, length / 4));
        output.WriteLine($"GetStatus, {answer.CalculateSize()} bytes, {Callers} callers on one connection, {Environment.ProcessorCount} cores shared by client and server; best of 4 rounds:");
        foreach (var (name, _, rates) in servers) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-22} {rates.Max(),8:F0} calls/s"));
    }

    private static async Task<RpcChannel> ChannelAsync(RunningTool peer) =>
        RpcChannel.ForAddress($"http://127.0.0.1:{(await peer.OutputLineAsync("listening")).Split(' ')[1]}", new RpcChannelOptions { KeepAlive = null }, TimeProvider.System);

    private static async Task<double> RateAsync(RpcChannel channel, double seconds)
    {
        var (client, clock) = (new AgentService.AgentServiceClient(channel), Stopwatch.StartNew());
        var made = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var calls = 0;
            for (; clock.Elapsed.TotalSeconds < seconds; calls++) await client.GetStatusAsync(new GetStatusRequest(), new CallOptions());
            return calls;
        })));
        return made.Sum() / clock.Elapsed.TotalSeconds;
    }
}
