using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Transaction;

/// <summary>What trials work with.</summary>
/// <param name="Pipelines">The running pipelines.</param>
/// <param name="Probes">Makes a runner of models; disposed after each use where it can be.</param>
/// <param name="Rules">How versions are tried.</param>
/// <param name="Time">Clock of looks and measurements.</param>
/// <param name="Memory">Bytes of memory that are available; null when nobody knows.</param>
internal sealed record TrialTools(TrialPipelines Pipelines, Func<IModelProbe> Probes, TransactionRules Rules, TimeProvider Time, Func<long?> Memory)
{
    /// <summary>Asks all gates of this device.</summary>
    public IReadOnlyList<ModelFinding> Test(ModelPackage package, ModelVariant variant, IReadOnlyList<TrialUse> uses, Action<string, double> tell, CancellationToken cancellation)
    {
        var probe = Probes();
        try
        {
            return StageTest.Run(new StageContext(package, variant, uses.Count, Working(uses), probe, Rules.Stage, Time), Memory, tell, cancellation);
        }
        finally
        {
            (probe as IDisposable)?.Dispose();
        }
    }

    private ResolvedModel? Working(IReadOnlyList<TrialUse> uses)
    {
        try
        {
            return uses.Count > 0 ? Pipelines.Open(uses[0]) : null;
        }
        catch (ModelException)
        {
            // Its files are gone or damaged: there is nothing to compare with, and that is no fault of its successor.
            return null;
        }
    }
}
