using System.Collections.Concurrent;
using System.Globalization;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;

namespace EdgeAgent.Run.Evidence;

/// <summary>Tells in the gap ledger from when to when the disk took no evidence of a pipeline: at the first file that was not kept, and again at the next one that was.</summary>
/// <remarks>A file that a budget of bytes a day leaves out is meant so, and only counted.</remarks>
internal sealed class EvidenceLedger(IEvidenceStore inner, TimeProvider time) : IEvidenceStore
{
    private const string Cause = "evidence-refused";

    private readonly ConcurrentDictionary<string, LivePipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (GapRecord Told, long Files)> _open = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public EvidenceFigures Figures => inner.Figures;

    /// <summary>Tells what concerns a pipeline's evidence in its ledger from now on.</summary>
    public void Follow(LivePipeline pipeline) => _pipelines[pipeline.Name] = pipeline;

    /// <inheritdoc/>
    public EvidenceOutcome Write(EvidenceItem item, ReadOnlySpan<byte> content) => Tell(item.Pipeline, inner.Write(item, content));

    /// <inheritdoc/>
    public EvidenceOutcome Write(EvidenceItem item, long mostBytes, Action<string> fill) => Tell(item.Pipeline, inner.Write(item, mostBytes, fill));

    private EvidenceOutcome Tell(string name, in EvidenceOutcome outcome)
    {
        if (_pipelines.GetValueOrDefault(name) is { } pipeline && Record(pipeline, outcome) is { } record) pipeline.Declare(record);
        return outcome;
    }

    private GapRecord? Record(LivePipeline pipeline, in EvidenceOutcome outcome)
    {
        lock (_open)
        {
            var isOpen = _open.TryGetValue(pipeline.Name, out var open);
            if (outcome.Refusal is EvidenceRefusal.Failed or EvidenceRefusal.NoRoom)
            {
                var told = isOpen ? open.Told : new GapRecord(pipeline.Name, pipeline.Settings.Source.Name, Cause, time.GetUtcNow(), null, null, outcome.Detail);
                _open[pipeline.Name] = (told, open.Files + 1);
                return isOpen ? null : told;
            }

            if (!isOpen || outcome.Media is null) return null;
            _open.Remove(pipeline.Name);
            // All of it was heard and told.
            return open.Told with { To = time.GetUtcNow(), Lost = GapLoss.OfInput(0), Detail = string.Create(CultureInfo.InvariantCulture, $"evidence is kept again; {open.Files} {(open.Files == 1 ? "file was" : "files were")} not") };
        }
    }
}
