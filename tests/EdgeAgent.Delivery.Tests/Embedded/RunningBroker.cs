using System.Globalization;
using EdgeAgent.Delivery.Embedded;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Delivery.Tests.Embedded;

/// <summary>An embedded broker that runs, with mosquitto's own clients as its peers. Gone at the end of the test.</summary>
internal sealed class RunningBroker : IAsyncDisposable
{
    /// <summary>What anything may take before it counts as hung.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private RunningBroker(EmbeddedBrokerOptions options)
    {
        Options = options;
        Broker = new EmbeddedBroker(options, Log, TimeProvider.System);
        _running = Broker.RunAsync(_stop.Token);
    }

    public EmbeddedBrokerOptions Options { get; }

    public LogLines Log { get; } = new();

    public EmbeddedBroker Broker { get; }

    /// <summary>Starts it; skips the test where mosquitto or its clients are not installed.</summary>
    public static RunningBroker Start(EmbeddedBrokerOptions options)
    {
        Assert.SkipWhen(BrokerProgram.Find(Environment.GetEnvironmentVariable("PATH")) is null, "needs mosquitto (apt install mosquitto)");
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_sub"), "needs mosquitto_pub and mosquitto_sub (apt install mosquitto-clients)");
        return new RunningBroker(options);
    }

    /// <summary>Starts it on any port.</summary>
    public static RunningBroker Start(string folder) => Start(new EmbeddedBrokerOptions { Directory = folder, Port = 0 });

    public Task<int> PortAsync() => Broker.WaitForPortAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);

    public Task PublishAsync(params string[] arguments) => ClientAsync("mosquitto_pub", arguments);

    /// <summary>What a subscriber with these arguments prints.</summary>
    public Task<string[]> SubscribeAsync(params string[] arguments) => ClientAsync("mosquitto_sub", arguments);

    /// <summary>The process that reads this broker's configuration.</summary>
    public int ProcessId()
    {
        // A script in the broker's place has, for the moment between fork and exec, a child with its own command line.
        var found = Processes(Options.Directory);
        Assert.NotEmpty(found);
        return found.Min();
    }

    /// <summary>Processes that were started with a configuration in a folder.</summary>
    public static int[] Processes(string folder) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Where(name => CommandLine(name!).Contains($"\0{folder}/mosquitto.conf\0", StringComparison.Ordinal))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))];

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (!condition()) await Task.Delay(20, patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"waited in vain until {what}");
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task<string[]> ClientAsync(string program, string[] arguments)
    {
        var port = await PortAsync();
        await using var client = ChildProcess.Start(new ChildProcessStart { Program = program, Arguments = ["-p", $"{port}", .. arguments] });
        using var reader = new StreamReader(client.Output);
        var said = await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        var exit = await client.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        Assert.True(exit.IsSuccess, $"{program} {exit}: {string.Join(' ', client.ErrorTail)}");
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string CommandLine(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }
}
