using EdgeAgent.TestKit.Crash;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Functional.Crash;

/// <summary>How each kind of trial goes; its seed draws the moments.</summary>
internal static class AgentScenarios
{
    /// <summary>Makes one trial; whatever goes wrong is a fault of its result.</summary>
    public static async Task<TrialResult> RunAsync(AgentCrashKind kind, int seed)
    {
        await using var trial = await AgentTrial.StartAsync(kind, seed);
        try
        {
            await (kind switch
            {
                AgentCrashKind.AgentKilled => AgentKilledAsync(trial),
                AgentCrashKind.AgentBrokerKilled => BrokerKilledAsync(trial),
                AgentCrashKind.AgentBrokerSilent => BrokerSilentAsync(trial),
                AgentCrashKind.AgentLinkCut => LinkCutAsync(trial),
                _ => throw new ArgumentOutOfRangeException(nameof(kind)),
            });
            return await trial.FinishAsync();
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException or IOException or Xunit.Sdk.XunitException)
        {
            return new TrialResult { Kind = kind.ToString(), Seed = seed, Faults = [error.Message, trial.Said()] };
        }
    }

    private static async Task AgentKilledAsync(AgentTrial trial)
    {
        for (var kills = trial.Random.Next(2, 4); kills > 0; kills--)
        {
            var agent = trial.Run();
            // While it starts, while it works, or with so many messages delivered.
            switch (trial.Random.Next(4))
            {
                case 0:
                    await trial.PauseAsync(1500);
                    break;
                case 1:
                    await agent.ErrorLineAsync(AgentTrial.Listening);
                    await trial.PauseAsync(600);
                    break;
                default:
                    await trial.ReceivesAsync(trial.Random.Next(1, 200));
                    break;
            }

            await trial.KillAsync(agent);
        }
    }

    private static async Task BrokerKilledAsync(AgentTrial trial)
    {
        var agent = trial.Run();
        for (var kills = trial.Random.Next(1, 3); kills > 0; kills--)
        {
            await trial.ReceivesAsync(trial.Random.Next(1, 100));
            var subscriptions = trial.Receiver.Subscriptions;
            trial.Broker.Kill();
            // What the broker has confirmed and not yet given to a receiver that is away is the broker's to keep, not what is tried here.
            await trial.Link.RefuseAsync();
            trial.Link.Cut();
            await trial.Broker.RestartAsync();
            await trial.Receiver.SubscribedAsync(subscriptions + 1);
            trial.Link.Accept();
        }

        await trial.KillOrEndAsync(agent);
    }

    private static async Task BrokerSilentAsync(AgentTrial trial)
    {
        if (trial.Random.Next(2) == 0)
        {
            await using var silent = ScriptedBroker.Start(new BrokerScript { Publish = _ => PublishReply.Nothing });
            await trial.LinkAsync(silent.Port);
            var unheard = trial.Run();
            await silent.PublishesAsync(trial.Random.Next(1, 80));
            await trial.KillOrEndAsync(unheard);
            Assert.Empty(silent.ProtocolErrors);
            await trial.LinkAsync(trial.Broker.Port);
            return;
        }

        var agent = trial.Run();
        await trial.ReceivesAsync(trial.Random.Next(1, 100));
        trial.Broker.Suspend();
        try
        {
            await trial.PauseAsync(300);
            await trial.KillOrEndAsync(agent);
        }
        finally
        {
            trial.Broker.Resume();
        }
    }

    private static async Task LinkCutAsync(AgentTrial trial)
    {
        // So many connections meet a fault; what comes after them works.
        var faults = trial.Random.Next(1, 4);
        var plan = FaultPlan.Seeded(trial.Seed, 5000, TimeSpan.FromMilliseconds(300), LinkFaultKind.CutInPacket, LinkFaultKind.Cut, LinkFaultKind.DropToClient);
        var link = await trial.LinkAsync(trial.Broker.Port, FaultPlan.Of([.. Enumerable.Range(0, faults).Select(connection => plan.For(connection)!.Value)]));
        var agent = trial.Run();
        await link.UntilAsync(l => l.Cuts >= faults || l.BytesUp > 100_000, "a broken link");
        await trial.KillOrEndAsync(agent);
    }
}
