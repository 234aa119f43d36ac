using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;

namespace EdgeAgent.Pipelines.Tests.Support;

/// <summary>A store whose disk hangs until a gate is opened.</summary>
internal sealed class HangingStore(ManualResetEventSlim gate) : IEvidenceStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int _entered;

    /// <summary>Writes that began.</summary>
    public int Entered => Volatile.Read(ref _entered);

    public EvidenceFigures Figures => throw new NotSupportedException();

    public EvidenceOutcome Write(EvidenceItem item, ReadOnlySpan<byte> content) => Hang(item);

    public EvidenceOutcome Write(EvidenceItem item, long mostBytes, Action<string> fill) => Hang(item);

    private EvidenceOutcome Hang(EvidenceItem item)
    {
        Interlocked.Increment(ref _entered);
        return gate.Wait(Patience)
            ? new EvidenceOutcome(new EventMedia(item.Kind, $"{item.Id}-{item.Seconds:F0}.{item.Extension}", "0", 1), EvidenceRefusal.None, null)
            : new EvidenceOutcome(null, EvidenceRefusal.Failed, "hung");
    }
}
