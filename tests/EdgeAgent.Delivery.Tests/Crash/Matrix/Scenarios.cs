using EdgeAgent.TestKit.Crash;
using EdgeAgent.TestKit.Disk;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>How each kind of trial goes. Moments are drawn by the trial's seed: after so many promised messages, operations or microseconds.</summary>
internal static class Scenarios
{
    private static readonly string[] Boundaries =
        ["BeforeCommit", "AfterCommit", "BeforeSettleCommit", "AfterSettleCommit", "BeforeCheckpoint", "AfterCheckpoint", "Take", "Compose", "Acknowledged", "Settled"];

    public static Task<TrialResult> RunAsync(Trial trial) => trial.Kind switch
    {
        CrashKind.KillAnywhere => KillAnywhereAsync(trial),
        CrashKind.KillAtBoundary => KillAtBoundaryAsync(trial),
        CrashKind.BrokerKilled => BrokerKilledAsync(trial),
        CrashKind.BrokerSilent => BrokerSilentAsync(trial),
        CrashKind.LinkCut => BadLinkAsync(trial, new LinkConditions(), 3000, LinkFaultKind.CutInPacket, LinkFaultKind.Cut),
        CrashKind.LinkSlow => BadLinkAsync(trial, new LinkConditions { Delay = TimeSpan.FromMilliseconds(50) }, 20_000, LinkFaultKind.Stall, LinkFaultKind.CutInPacket),
        CrashKind.AcknowledgementsLost => BadLinkAsync(trial, new LinkConditions(), 3000, LinkFaultKind.DropToClient),
        CrashKind.DiskFull => DiskFullAsync(trial),
        CrashKind.DiskErrors => DiskErrorsAsync(trial),
        CrashKind.DiskReadOnly => DiskReadOnlyAsync(trial),
        CrashKind.BitFlips => BitFlipsAsync(trial),
        CrashKind.ClockJumps => ClockJumpsAsync(trial),
        CrashKind.PowerLoss => PowerLossAsync(trial),
        CrashKind.FileSystemCut => FileSystemCutAsync(trial),
        CrashKind.GuestCut => GuestCutAsync(trial),
        CrashKind.BudgetExceeded => BudgetExceededAsync(trial),
        _ => throw new ArgumentOutOfRangeException(nameof(trial)),
    };

    /// <summary>Why a kind can't be tried here; null when it can.</summary>
    public static string? Missing(CrashKind kind) => kind switch
    {
        CrashKind.DiskFull => MountedDisk.Missing,
        CrashKind.DiskReadOnly or CrashKind.FileSystemCut => MountedDisk.MissingExt4,
        CrashKind.PowerLoss or CrashKind.DiskErrors => PowerLossDisk.Missing,
        CrashKind.GuestCut => Guest.Missing,
        _ => null,
    };

    private static async Task<TrialResult> KillAnywhereAsync(Trial trial)
    {
        for (var runs = trial.Random.Next(2, 4); runs > 0; runs--)
        {
            // While it starts and opens the store, or at work.
            var moment = trial.Random.Next(4) == 0 ? $"kill-microseconds={trial.Random.Next(1, 400_000)}" : $"kill-microseconds-open={trial.Random.Next(1, 400_000)}";
            await trial.Run("messages=5000", "pause=100", moment).KilledOrDrainedAsync();
        }

        return await trial.FinishAsync();
    }

    private static async Task<TrialResult> KillAtBoundaryAsync(Trial trial)
    {
        // Each boundary in turn over the seeds, the second one at random.
        foreach (var boundary in new[] { Boundaries[trial.Seed % Boundaries.Length], Boundaries[trial.Random.Next(Boundaries.Length)] })
            await trial.Run("messages=3000", "settle=5", $"kill-at={boundary}", $"kill-after={trial.Random.Next(1, boundary.EndsWith("Checkpoint", StringComparison.Ordinal) ? 2 : 60)}").KilledOrDrainedAsync();
        return await trial.FinishAsync();
    }

    private static async Task<TrialResult> BrokerKilledAsync(Trial trial)
    {
        var worker = trial.Run("messages=600", "pause=500");
        for (var kills = trial.Random.Next(1, 4); kills > 0; kills--)
        {
            var at = trial.Receiver.Taken + trial.Random.Next(1, 120);
            await trial.Receiver.UntilAsync(() => trial.Receiver.Taken >= at);
            var subscriptions = trial.Receiver.Subscriptions;
            trial.Broker.Kill();
            // What the broker has confirmed and not yet given to a receiver that is away is the broker's to keep, not what is tried here.
            await trial.Link.RefuseAsync();
            trial.Link.Cut();
            await trial.Broker.RestartAsync();
            await trial.Receiver.SubscribedAsync(subscriptions + 1);
            trial.Link.Accept();
        }

        if (trial.Random.Next(2) == 0) return await trial.JudgeAsync(worker);
        await worker.KillAsync();
        return await trial.FinishAsync();
    }

    private static async Task<TrialResult> BrokerSilentAsync(Trial trial)
    {
        var isScripted = trial.Random.Next(2) == 0;
        if (isScripted)
        {
            await using var silent = ScriptedBroker.Start(new BrokerScript { Publish = _ => PublishReply.Nothing });
            await trial.LinkAsync(silent.Port);
            var unheard = trial.Run("messages=100", "stall=1");
            // Long enough that it has given the connection up and sent everything again.
            if (trial.Random.Next(2) == 0) await silent.ConnectsAsync(2);
            else await silent.PublishesAsync(trial.Random.Next(1, 10));
            await unheard.KillAsync();
            Assert.Empty(silent.ProtocolErrors);
            return await trial.FinishAsync();
        }

        var worker = trial.Run("messages=300", "pause=500", "stall=1");
        await worker.PromisedAsync(trial.Random.Next(1, 200));
        trial.Broker.Suspend();
        var accepted = trial.Link.Accepted;
        if (trial.Random.Next(2) == 0) await trial.Link.UntilAsync(link => link.Accepted > accepted, "another connection");
        else await worker.KillAsync();
        trial.Broker.Resume();
        return await trial.FinishAsync(worker);
    }

    private static async Task<TrialResult> BadLinkAsync(Trial trial, LinkConditions conditions, int meanBytes, params LinkFaultKind[] faults)
    {
        // So many connections meet a fault; what comes after them works.
        var plan = FaultPlan.Seeded(trial.Seed, meanBytes, TimeSpan.FromMilliseconds(300), faults);
        var link = await trial.LinkAsync(trial.Broker.Port, FaultPlan.Of([.. Enumerable.Range(0, trial.Random.Next(1, 15)).Select(connection => plan.For(connection)!.Value)]));
        link.Conditions = conditions;
        var worker = trial.Run("messages=150", "stall=1");
        await worker.PromisedAsync(150);
        await link.UntilAsync(l => l.Cuts >= 1 || l.BytesUp > 40_000, "a broken link");
        if (trial.Random.Next(2) == 0) await worker.KillAsync();
        return await trial.FinishAsync(worker);
    }

    private static async Task<TrialResult> DiskFullAsync(Trial trial)
    {
        trial.MayLose = true;
        var disk = trial.Keep(MountedDisk.InMemory(trial.Folder["disk"], trial.Random.Next(10_000, 14_000) << 10));
        trial.Store = Path.Combine(disk.Path, "store");
        trial.Always.AddRange(["budget=67108864", "reserve=4194304"]);
        var filler = Path.Combine(disk.Path, "filler");
        // Nobody listens, so that the disk fills up with what is not sent.
        await trial.Link.RefuseAsync();
        if (trial.Random.Next(2) == 0) File.WriteAllBytes(filler, new byte[trial.Random.Next(100, 3000) << 10]);
        var worker = trial.Run("messages=40000", "filling=4000", $"ahead={trial.Random.Next(1, 4)}");
        await worker.PromisedAsync(trial.Random.Next(3000, 8000));
        if (trial.Random.Next(2) == 0)
        {
            await worker.KillAsync();
            File.Delete(filler);
            return await trial.FinishAsync();
        }

        File.Delete(filler);
        await worker.TellAsync("drain");
        trial.Link.Accept();
        return await trial.JudgeAsync(worker);
    }

    private static async Task<TrialResult> DiskErrorsAsync(Trial trial)
    {
        var isLong = trial.Random.Next(2) == 0;
        trial.MayLose = true;
        // Each a sort of operation that fails from some moment on, for a while or until it is mended.
        DiskOperations[] sorts = [DiskOperations.Write, DiskOperations.Sync, DiskOperations.Change, DiskOperations.Read, DiskOperations.All, DiskOperations.Open | DiskOperations.Delete];
        DiskError[] errors = [DiskError.InputOutput, DiskError.Full, DiskError.FullElsewhere, DiskError.ReadOnly];
        var (sort, error) = (sorts[trial.Random.Next(sorts.Length)], errors[trial.Random.Next(errors.Length)]);
        if (error == DiskError.Full && (sort & ~DiskOperations.Change) != 0) error = DiskError.InputOutput;
        var worker = trial.Run("messages=400", "pause=300", isLong ? "queue=60" : "queue=20000", isLong ? "ahead=40" : "ahead=2",
            $"fail-on={(int)sort}", $"fail-code={error.Code}", $"fail-error={error.SystemError}", $"fail-from={trial.Random.Next(250)}", $"fail-count={(isLong ? long.MaxValue : trial.Random.Next(1, 6))}");
        if (!isLong)
        {
            if (trial.Random.Next(2) == 0) return await trial.JudgeAsync(worker);
            await worker.PromisedAsync(trial.Random.Next(1, 400));
            await worker.KillAsync();
            return await trial.FinishAsync();
        }

        await worker.PromisedOrTroubledAsync(400);
        await worker.TellAsync("heal");
        return await trial.JudgeAsync(worker);
    }

    private static async Task<TrialResult> DiskReadOnlyAsync(Trial trial)
    {
        var disk = trial.Keep(MountedDisk.Ext4(trial.Folder["disk"], trial.Folder["image"], 24 << 20));
        trial.Store = Path.Combine(disk.Path, "store");
        trial.MayLose = true;
        if (trial.Random.Next(4) > 0)
        {
            var before = trial.Run("messages=300", "pause=300");
            await before.PromisedAsync(trial.Random.Next(1, 200));
            await before.KillAsync();
        }

        disk.SetReadOnly(true);
        var worker = trial.Run("messages=300", "queue=60", "ahead=40");
        await worker.PromisedOrTroubledAsync(1);
        disk.SetReadOnly(false);
        return await trial.JudgeAsync(worker);
    }

    private static async Task<TrialResult> BitFlipsAsync(Trial trial)
    {
        trial.MayLose = true;
        for (var runs = trial.Random.Next(1, 3); runs > 0; runs--)
        {
            // Sometimes most of it is confirmed already, sometimes none of it.
            if (trial.Random.Next(2) == 0) await trial.Link.RefuseAsync();
            var worker = trial.Run("messages=400");
            await worker.PromisedAsync(trial.Random.Next(50, 400));
            if (trial.Random.Next(3) == 0) await worker.EndAsync();
            else await worker.KillAsync();
            trial.Link.Accept();
            Flip(trial, "events.db", trial.Random.Next(1, 12));
            if (trial.Random.Next(2) == 0) Flip(trial, "events.db-wal", trial.Random.Next(1, 12));
        }

        return await trial.FinishAsync();
    }

    private static void Flip(Trial trial, string name, int bits)
    {
        var path = Path.Combine(trial.Store, name);
        if (!File.Exists(path)) return;
        var bytes = File.ReadAllBytes(path);
        for (; bits > 0 && bytes.Length > 0; bits--)
        {
            // A turned bit, or a lost sector.
            var at = trial.Random.Next(bytes.Length);
            if (trial.Random.Next(6) > 0) bytes[at] ^= (byte)(1 << trial.Random.Next(8));
            else bytes.AsSpan(at / 512 * 512, Math.Min(512, bytes.Length - at / 512 * 512)).Clear();
        }

        File.WriteAllBytes(path, bytes);
    }

    private static async Task<TrialResult> ClockJumpsAsync(Trial trial)
    {
        for (var runs = trial.Random.Next(2, 4); runs > 0; runs--)
        {
            var worker = trial.Run("messages=200", "pause=300", $"clock-days={trial.Random.Next(-3650, 3650)}", $"clock-jump-days={(trial.Random.Next(2) == 0 ? 3650 : 0)}");
            await worker.PromisedAsync(trial.Random.Next(1, 200));
            await worker.KillAsync();
        }

        return await trial.FinishAsync();
    }

    private static async Task<TrialResult> PowerLossAsync(Trial trial)
    {
        for (var runs = trial.Random.Next(1, 4); runs > 0; runs--)
            await trial.Run("messages=3000", "settle=5", $"cut-after={trial.Random.Next(trial.Random.Next(4) == 0 ? 40 : 400)}").CutAsync();
        return await trial.FinishAsync();
    }

    private static async Task<TrialResult> FileSystemCutAsync(Trial trial)
    {
        var disk = trial.Keep(MountedDisk.Ext4(trial.Folder["disk"], trial.Folder["image"], 24 << 20));
        trial.Store = Path.Combine(disk.Path, "store");
        for (var runs = trial.Random.Next(1, 4); runs > 0; runs--)
        {
            var worker = trial.Run("messages=3000", "pause=200");
            await worker.PromisedAsync(trial.Random.Next(0, 300));
            // The system lets a sync that is under way at this moment succeed although it drops the data. A machine that has lost its power would not live to tell anybody.
            worker.StopBelieving();
            await trial.Link.RefuseAsync();
            trial.Link.Cut();
            disk.Cut();
            await worker.KillAsync();
            disk.Restart();
            trial.Link.Accept();
        }

        return await trial.FinishAsync();
    }

    private static async Task<TrialResult> GuestCutAsync(Trial trial)
    {
        var guest = Guest.Create(trial.Folder["guest.img"]);
        for (var runs = trial.Random.Next(1, 3); runs > 0; runs--)
        {
            var worker = trial.RunIn(guest, "messages=5000", "pause=2000", "settle=5");
            // The first moments of a store's life, or later.
            await worker.PromisedAsync(trial.Random.Next(3) == 0 ? 1 : trial.Random.Next(1, 400));
            await Task.Delay(TimeSpan.FromMicroseconds(trial.Random.Next(50_000)));
            await worker.KillAsync();
        }

        guest.Recover(trial.Folder.Path);
        return await trial.FinishAsync();
    }

    private static async Task<TrialResult> BudgetExceededAsync(Trial trial)
    {
        trial.MayLose = true;
        trial.Always.Add("budget=1048576");
        if (trial.Random.Next(3) > 0) await trial.Link.RefuseAsync();
        for (var runs = trial.Random.Next(1, 3); runs > 0; runs--)
        {
            var worker = trial.Run("messages=6000", "filling=2000");
            await worker.PromisedAsync(trial.Random.Next(500, 2500));
            await worker.KillAsync();
        }

        return await trial.FinishAsync();
    }
}
