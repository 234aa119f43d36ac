namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A hole between two epochs of one recorder: nothing was recorded, or the file is not among those given.</summary>
/// <param name="Cause">Always <see cref="RecordingHole"/> so far.</param>
/// <param name="From">The end of the epoch before, in UTC.</param>
/// <param name="To">The start of the epoch behind, in UTC.</param>
public sealed record RecordingGap(string Cause, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The gap ledger's word for a hole between recordings: duty cycle, a lost or a missing file.</summary>
    public const string RecordingHole = "recording-hole";
}
