using System.Globalization;
using EdgeAgent.Delivery.Mqtt;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>
/// Store and publisher in a process of their own, so that its memory is theirs; <see cref="BacklogBenchmark"/> tells it over standard input what to do.
/// <c>accept N</c> accepts events as fast as they get to the disk; <c>rss</c> gives the resident bytes now and their peak since the last <c>rss</c>;
/// <c>drained</c> and <c>fresh</c> wait until all is confirmed, the latter with fresh events all the while.
/// </summary>
internal static class BacklogWorker
{
    /// <summary>The command line's first word.</summary>
    public const string Verb = "backlog-worker";

    /// <summary>The pipeline of the fresh events.</summary>
    public const string FreshPipeline = "fresh";

    private const int Group = 256;
    private static readonly TimeSpan FreshEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs until the end of its input.</summary>
    /// <param name="arguments">Folder, port, order.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var agent = new AgentDelivery(arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), 100, Enum.Parse<DeliveryOrder>(arguments[2]));
        await using var closing = agent.ConfigureAwait(false);
        var maker = new EventMaker();
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var words = line.Split(' ');
            var answer = words[0] switch
            {
                "accept" => await AcceptAsync(agent, maker, int.Parse(words[1], CultureInfo.InvariantCulture)).ConfigureAwait(false),
                "fresh" => await DrainAsync(agent, fresh: true).ConfigureAwait(false),
                "drained" => await DrainAsync(agent, fresh: false).ConfigureAwait(false),
                "rss" => Resident(),
                _ => throw new BenchmarkException($"{line} is no command"),
            };
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done {answer}"));
        }

        return 0;
    }

    private static async Task<string> AcceptAsync(AgentDelivery agent, EventMaker maker, int count)
    {
        for (var made = 0; made < count;)
        {
            for (var end = Math.Min(made + Group, count); made < end; made++) agent.Accept(maker.Next());
            await agent.Store.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{agent.Store.Health.LastSequence} {agent.Store.Outbox.Pending}");
    }

    private static async Task<string> DrainAsync(AgentDelivery agent, bool fresh)
    {
        await agent.ConnectedAsync().ConfigureAwait(false);
        var began = TimeProvider.System.GetTimestamp();
        var backlog = agent.Store.Outbox.Pending;
        var number = 0;
        // The last fresh ones may keep it from zero.
        while (fresh && agent.Store.Outbox.Pending > 100)
        {
            agent.Accept(EventMaker.Fresh(FreshPipeline, number++, TimeProvider.System.GetUtcNow()));
            await Task.Delay(FreshEvery, TimeProvider.System).ConfigureAwait(false);
        }

        await agent.DrainedAsync().ConfigureAwait(false);
        var took = TimeProvider.System.GetElapsedTime(began);
        return string.Create(CultureInfo.InvariantCulture, $"{backlog} {took.TotalMicroseconds:F0} {number} {agent.Store.Health.LastSequence} {agent.Store.Health.Dropped + agent.Store.Health.Refused}");
    }

    private static string Resident()
    {
        var (now, peak) = (Kilobytes("VmRSS:"), Kilobytes("VmHWM:"));
        // 5 has the kernel begin the peak anew (proc(5)).
        File.WriteAllText("/proc/self/clear_refs", "5");
        return string.Create(CultureInfo.InvariantCulture, $"{now} {peak}");
    }

    private static long Kilobytes(string key) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
