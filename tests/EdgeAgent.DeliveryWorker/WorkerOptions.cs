using System.Globalization;

namespace EdgeAgent.DeliveryWorker;

/// <summary>What a worker does and how it dies, as words of its command line: <c>name=value</c>.</summary>
internal sealed record WorkerOptions
{
    /// <summary>The store's folder.</summary>
    public required string Store { get; init; }

    /// <summary>The broker's port at 127.0.0.1; 0 publishes nothing.</summary>
    public int Port { get; init; }

    /// <summary>The device.</summary>
    public string Device { get; init; } = "box";

    /// <summary>Decides the events.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Messages to accept in this run.</summary>
    public int Messages { get; init; } = 200;

    /// <summary>Microseconds between batches, in the mean; 0 for as fast as it goes.</summary>
    public int PauseMicroseconds { get; init; }

    /// <summary>Batches that may wait for their promise before the next is accepted.</summary>
    public int Ahead { get; init; } = 2;

    /// <summary>Whether fresh events go first.</summary>
    public bool LiveFirst { get; init; }

    /// <summary>Messages under way.</summary>
    public int Window { get; init; } = 20;

    /// <summary>Seconds without a confirmation before the connection is made anew.</summary>
    public double StallSeconds { get; init; } = 2;

    /// <summary>The store's bytes.</summary>
    public long BudgetBytes { get; init; } = 64L << 20;

    /// <summary>The store's reserve.</summary>
    public long ReserveBytes { get; init; } = 64 << 10;

    /// <summary>Records that may wait for the disk.</summary>
    public int Queue { get; init; } = 20_000;

    /// <summary>Milliseconds until confirmations get a commit of their own.</summary>
    public int SettleMilliseconds { get; init; } = 50;

    /// <summary>Bytes of each event's filling.</summary>
    public int Filling { get; init; }

    /// <summary>Where it kills itself; null for nowhere.</summary>
    public string? KillAt { get; init; }

    /// <summary>At which time it is there, from 1.</summary>
    public int KillAfter { get; init; } = 1;

    /// <summary>Microseconds after the start when it kills itself; 0 for never.</summary>
    public int KillMicroseconds { get; init; }

    /// <summary>Microseconds after the store is open when it kills itself; 0 for never.</summary>
    public int KillMicrosecondsOpen { get; init; }

    /// <summary>Days that the clock is off.</summary>
    public double ClockDays { get; init; }

    /// <summary>Days that the clock jumps by at every n-th message.</summary>
    public double ClockJumpDays { get; init; }

    /// <summary>Operations of the disk until its power is cut; the process dies with it. -1 for never.</summary>
    public long CutAfter { get; init; } = -1;

    /// <summary>Sorts of operations that fail, as numbers of <see cref="TestKit.Disk.DiskOperations"/>; 0 for none.</summary>
    public int FailOn { get; init; }

    /// <summary>SQLite's code and the system's number of the failure.</summary>
    public int FailCode { get; init; } = 10;

    /// <summary>The system's number of the failure.</summary>
    public int FailError { get; init; } = 5;

    /// <summary>Operations until the failure.</summary>
    public long FailFrom { get; init; }

    /// <summary>Operations that fail.</summary>
    public long FailCount { get; init; } = long.MaxValue;

    /// <summary>Whether a commit waits for the disk; a control does not.</summary>
    public bool Synchronous { get; init; } = true;

    /// <summary>Whether the database is used through the disk that loses power.</summary>
    public bool NeedsDisk => CutAfter >= 0 || FailOn != 0;

    public static WorkerOptions Parse(string[] words)
    {
        var values = words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var options = new WorkerOptions { Store = values["store"] };
        values.Remove("store");
        foreach (var (name, text) in values)
        {
            options = name switch
            {
                "port" => options with { Port = Int() },
                "device" => options with { Device = text },
                "seed" => options with { Seed = ulong.Parse(text, CultureInfo.InvariantCulture) },
                "messages" => options with { Messages = Int() },
                "pause" => options with { PauseMicroseconds = Int() },
                "ahead" => options with { Ahead = Int() },
                "order" => options with { LiveFirst = text == "live-first" },
                "window" => options with { Window = Int() },
                "stall" => options with { StallSeconds = Double() },
                "budget" => options with { BudgetBytes = Long() },
                "reserve" => options with { ReserveBytes = Long() },
                "queue" => options with { Queue = Int() },
                "settle" => options with { SettleMilliseconds = Int() },
                "filling" => options with { Filling = Int() },
                "kill-at" => options with { KillAt = text },
                "kill-after" => options with { KillAfter = Int() },
                "kill-microseconds" => options with { KillMicroseconds = Int() },
                "kill-microseconds-open" => options with { KillMicrosecondsOpen = Int() },
                "clock-days" => options with { ClockDays = Double() },
                "clock-jump-days" => options with { ClockJumpDays = Double() },
                "synchronous" => options with { Synchronous = text == "on" },
                "cut-after" => options with { CutAfter = Long() },
                "fail-on" => options with { FailOn = Int() },
                "fail-code" => options with { FailCode = Int() },
                "fail-error" => options with { FailError = Int() },
                "fail-from" => options with { FailFrom = Long() },
                "fail-count" => options with { FailCount = Long() },
                _ => throw new ArgumentException($"no such option: {name}"),
            };

            int Int() => int.Parse(text, CultureInfo.InvariantCulture);
            long Long() => long.Parse(text, CultureInfo.InvariantCulture);
            double Double() => double.Parse(text, CultureInfo.InvariantCulture);
        }

        return options;
    }
}
