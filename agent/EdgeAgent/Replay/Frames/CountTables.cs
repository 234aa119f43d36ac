using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Aggregation.Counting;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Frames;

/// <summary>What was counted, as tables: <c>counts.csv</c> has intervals, <c>fields.csv</c> every field of view.</summary>
internal sealed class CountTables : IDisposable
{
    private readonly AtomicFile _counts;
    private readonly AtomicFile _fields;

    /// <summary>Opens both.</summary>
    /// <exception cref="OutputException">The folder can't be written, or results are in the way.</exception>
    public CountTables(ReplayRequest request, IReadOnlyList<string> labels)
    {
        var existing = request.Overwrite ? ExistingFiles.Replace : ExistingFiles.Refuse;
        _counts = new AtomicFile(Path.Combine(request.Out!, "counts.csv"), existing);
        _fields = new AtomicFile(Path.Combine(request.Out!, "fields.csv"), existing);
        Write(_counts, CountCsv.Header);
        Write(_fields, CountCsv.FieldHeader(labels));
    }

    /// <summary>Adds an interval's line of a label; other events are passed over.</summary>
    public void Add(DetectionEvent detection)
    {
        if (CountCsv.Line(detection) is { } line) Write(_counts, line);
    }

    /// <summary>Adds a field.</summary>
    public void Add(FieldCount field, SamplerSettings sampler) => Write(_fields, CountCsv.FieldLine(field, sampler));

    /// <summary>Puts both on disk, under names that nobody sees yet.</summary>
    public void Seal()
    {
        _counts.Seal();
        _fields.Seal();
    }

    /// <summary>Makes both appear.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> Place()
    {
        _counts.Place();
        _fields.Place();
        return [_counts.Path, _fields.Path];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _counts.Dispose();
        _fields.Dispose();
    }

    private static void Write(AtomicFile file, string line) => file.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
