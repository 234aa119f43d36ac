using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Store;

/// <summary>What keeps records from the disk: the sentence for health, the pauses between tries, and a log line when it begins, every ten minutes, and when it ends.</summary>
internal sealed class Trouble
{
    private const string FullSentence = "The disk is full, so old messages make room for new ones; free disk space, or give the store a smaller budget.";
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(10);

    private readonly ILogger _log;
    private readonly Intake _intake;
    private volatile string? _problem;
    private TimeSpan _pause;
    private long? _told;
    private bool _toldOver = true;

    /// <param name="log">Told loudly.</param>
    /// <param name="intake">Says how many records wait.</param>
    public Trouble(ILogger log, Intake intake) => (_log, _intake) = (log, intake);

    /// <summary>What is wrong, one sentence; null when records get to the disk.</summary>
    public string? Problem => _problem;

    /// <summary>When the next try is due, by the monotonic clock; null when nothing is to wait for.</summary>
    public long? RetryAt { get; private set; }

    /// <summary>A try failed.</summary>
    public void Begin(string problem, TimeProvider time)
    {
        _pause = _pause == default ? ShortestPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        RetryAt = time.GetTimestamp() + (long)(_pause.TotalSeconds * time.TimestampFrequency);
        Tell(problem, time);
    }

    /// <summary>The disk is full, or is no longer: records get through, at a price.</summary>
    public void DiskFull(bool full, TimeProvider time)
    {
        if (full) Tell(_problem ?? FullSentence, time);
        else if (_problem == FullSentence) End();
    }

    /// <summary>A transaction is on disk.</summary>
    public void Over(bool diskIsFull)
    {
        _pause = default;
        RetryAt = null;
        if (_problem is null) return;
        if (diskIsFull) _problem = FullSentence;
        else End();
    }

    private void Tell(string problem, TimeProvider time)
    {
        _problem = problem;
        if (_told is { } told && time.GetElapsedTime(told) < Reminder) return;
        _told = time.GetTimestamp();
        _toldOver = false;
        EventStoreLog.Degraded(_log, problem, _intake.Count, _intake.Refused);
    }

    private void End()
    {
        _problem = null;
        // Trouble that comes and goes is told every ten minutes, not every second.
        if (!_toldOver) EventStoreLog.Recovered(_log);
        _toldOver = true;
    }
}
