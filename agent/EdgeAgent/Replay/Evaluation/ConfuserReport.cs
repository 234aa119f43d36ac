namespace EdgeAgent.Replay.Evaluation;

/// <summary>False events while something of one kind could be heard.</summary>
/// <param name="Kind">The kind: <c>rain</c>, <c>ship</c>, …; <see cref="Elsewhere"/> for all time without any.</param>
/// <param name="FalseEvents">False events that overlap such time, over its hours. An event that overlaps two kinds counts in both.</param>
internal sealed record ConfuserReport(string Kind, HourlyRate FalseEvents)
{
    /// <summary>The name of the time in which none of the kinds could be heard.</summary>
    public const string Elsewhere = "none of these";
}
