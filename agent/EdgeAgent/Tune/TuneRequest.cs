using EdgeAgent.Replay;

namespace EdgeAgent.Tune;

/// <summary>What <c>models tune</c> is asked to do.</summary>
/// <param name="Model">The package.</param>
/// <param name="Inputs">Recordings or images.</param>
/// <param name="Truth">What is really in them.</param>
/// <param name="TargetRecall">Part of what is there that must be found, 0..1.</param>
/// <param name="Write">Whether the manifest is changed.</param>
/// <param name="Json">Whether the result is told as JSON.</param>
internal sealed record TuneRequest(string Model, IReadOnlyList<string> Inputs, TruthRequest Truth, double TargetRecall, bool Write, bool Json);
