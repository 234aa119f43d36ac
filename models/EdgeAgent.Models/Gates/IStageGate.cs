using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Gates;

/// <summary>One question that a version must answer on this device. Gates are asked in turn; the first that refuses ends it.</summary>
internal interface IStageGate
{
    /// <summary>What is done while it is asked, for those who watch.</summary>
    string Doing { get; }

    /// <summary>Asks.</summary>
    /// <returns>What was found; one that did not pass refuses the version.</returns>
    /// <exception cref="ModelException">The model can't be run; that refuses it too.</exception>
    IEnumerable<ModelFinding> Check(StageContext context, CancellationToken cancellation);
}
