namespace EdgeAgent.Replay.Evaluation;

/// <summary>One line of a told report.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Part">Whether it is a part of the line before (one class, one kind).</param>
/// <param name="Value">The value, or <c>n/a</c>.</param>
/// <param name="Interval">Its interval, or nothing.</param>
/// <param name="Counts">What it was counted from, or nothing.</param>
internal sealed record EvaluationRow(string Name, bool Part, string Value, string Interval, string Counts);
