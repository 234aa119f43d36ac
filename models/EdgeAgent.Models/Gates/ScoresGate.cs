using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Gates;

/// <summary>
/// Runs what <c>models verify</c> runs: golden cases, the same bits in every batch, scores that are numbers from 0 to 1.
/// That a model fires on noise is told and does not refuse it: whoever sends it may mean it so.
/// </summary>
internal sealed class ScoresGate : IStageGate
{
    // Of the false-alarm checks only this finding is advice; one that could not be made at all refuses.
    private const string Advice = "fires on ";

    /// <inheritdoc/>
    public string Doing => "its golden inputs and its scores are tried";

    /// <inheritdoc/>
    public IEnumerable<ModelFinding> Check(StageContext context, CancellationToken cancellation)
    {
        var options = new VerificationOptions { Variants = [context.Variant.Name], WindowsPerProbe = context.Rules.WindowsPerProbe };
        var report = PackageVerifier.Verify(context.Package, context.Probe, options, null, cancellation);
        foreach (var check in report.Checks)
        {
            var passed = check.Outcome != VerificationOutcome.Fail || check.Detail.StartsWith(Advice, StringComparison.Ordinal);
            if (!passed || check.Outcome != VerificationOutcome.Pass || check.Name.StartsWith("golden", StringComparison.Ordinal) || check.Name is "batches" or "scores" or "files")
                yield return new ModelFinding(check.Name, passed, check.Detail);
        }
    }
}
