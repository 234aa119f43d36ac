using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Gates;

/// <summary>All gates on this device, in turn: memory, opening and fit, scores, speed.</summary>
internal static class StageTest
{
    /// <summary>Asks until one refuses.</summary>
    /// <param name="context">The version.</param>
    /// <param name="available">Bytes of memory that are available; null when nobody knows.</param>
    /// <param name="tell">Told of each gate before it is asked, with the part of all gates that is behind, 0..1.</param>
    /// <param name="cancellation">Gives up between gates.</param>
    /// <returns>What was found; the version is refused when the last finding did not pass.</returns>
    public static IReadOnlyList<ModelFinding> Run(StageContext context, Func<long?> available, Action<string, double> tell, CancellationToken cancellation)
    {
        var findings = new List<ModelFinding>();
        var before = DeviceMemory.Resident();
        IStageGate[] gates = [new MemoryGate(available), new OpenGate(), new ScoresGate(), new SpeedGate()];
        foreach (var (index, gate) in gates.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            tell(gate.Doing, (double)index / gates.Length);
            try
            {
                foreach (var finding in gate.Check(context, cancellation))
                {
                    findings.Add(finding);
                    if (!finding.Passed) return findings;
                }
            }
            catch (ModelException error)
            {
                findings.Add(new ModelFinding("run", false, error.Message));
                return findings;
            }
        }

        if (before is { } from && DeviceMemory.Resident() is { } to)
            findings.Add(new ModelFinding("memory measured", true, $"the process grew by {ByteText.Of(Math.Max(0, to - from))} while it was tried"));
        return findings;
    }
}
