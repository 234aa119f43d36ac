using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Replay;

/// <summary>The work of a replay: every recording inspected, put in order, and cut to this invocation's shard.</summary>
internal sealed record ReplayPlan
{
    /// <summary>Recordings in the order of their streams.</summary>
    public required IReadOnlyList<RecordingInfo> Recordings { get; init; }

    /// <summary>Epochs to analyse.</summary>
    public required IReadOnlyList<EpochTask> Tasks { get; init; }

    /// <summary>Inputs that are left out because they can't be read.</summary>
    public required IReadOnlyList<RecordingProblem> LeftOut { get; init; }

    /// <summary>Owned seconds of all tasks.</summary>
    public double Seconds => Tasks.Sum(t => (double)(t.To - t.From) / t.Stream.SampleRate);

    /// <summary>Makes the plan.</summary>
    /// <exception cref="InputProblemsException">Inputs that can't be read, unless the replay keeps going.</exception>
    /// <exception cref="UsageException">The recordings' times are ambiguous or overlap.</exception>
    public static ReplayPlan Create(ReplayRequest request, IReadOnlyList<string> files, Action<int> inspected, CancellationToken cancellation)
    {
        var recordings = new List<RecordingInfo>();
        var problems = new List<RecordingProblem>();
        for (var i = 0; i < files.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var inspection = RecordingInspector.Inspect(files[i], request.Times);
            if (inspection.IsUsable && CutShort(inspection.Info) is { } cut && !request.KeepGoing) problems.Add(cut);
            else if (inspection.IsUsable) recordings.Add(inspection.Info);
            else problems.Add(inspection.Problem);
            inspected(i + 1);
        }

        Refuse(problems, request.KeepGoing);
        foreach (var recording in recordings.Where(r => r.Channels < request.Channel))
            throw new UsageException($"{recording.Path} has {recording.Channels} channels; --channel {request.Channel} is not there");
        var plan = RecordingPlanner.Plan(recordings, request.Plan);
        Refuse(plan.Problems, keepGoing: false);
        return new ReplayPlan
        {
            Recordings = InStreamOrder(recordings, plan.Streams),
            Tasks = Cut(plan.Streams, request.Shard),
            LeftOut = problems,
        };
    }

    // Part of a recording is no recording: who wants what is there says so.
    private static RecordingProblem? CutShort(RecordingInfo recording) => recording.DeclaredFrames is { } declared
        ? new RecordingProblem(recording.Path, RecordingProblemKind.Unreadable,
            $"{recording.Path} is cut short: {recording.Frames} of {declared} sample frames are there; copy it again, or add --keep-going to analyse them and declare the rest.")
        : null;

    private static void Refuse(IReadOnlyList<RecordingProblem> problems, bool keepGoing)
    {
        var asked = problems.Where(p => p.Kind != RecordingProblemKind.Unreadable).ToArray();
        if (asked.Length > 0) throw new UsageException(string.Join('\n', asked.Select(p => p.Message)));
        if (problems.Count > 0 && !keepGoing) throw new InputProblemsException([.. problems.Select(p => p.Message)]);
    }

    private static List<RecordingInfo> InStreamOrder(List<RecordingInfo> recordings, IReadOnlyList<RecordingStream> streams)
    {
        var byPath = recordings.ToDictionary(r => r.Path, StringComparer.Ordinal);
        return [.. streams.SelectMany(s => s.Epochs).SelectMany(e => e.Segments).Select(s => s.Path).Distinct(StringComparer.Ordinal).Select(p => byPath[p])];
    }

    private static List<EpochTask> Cut(IReadOnlyList<RecordingStream> streams, Shard shard)
    {
        var total = streams.Sum(s => s.Epochs.Sum(e => Micros(e.Frames, s.SampleRate)));
        var offset = 0L;
        var tasks = new List<EpochTask>();
        foreach (var stream in streams)
        {
            for (var i = 0; i < stream.Epochs.Count; i++)
            {
                var epoch = stream.Epochs[i];
                var (from, to) = shard.Part(offset, total, stream.SampleRate, epoch.Frames);
                offset += Micros(epoch.Frames, stream.SampleRate);
                if (from < to) tasks.Add(new EpochTask(stream, epoch, from, to, i > 0 && from == 0 ? stream.Gaps[i - 1] : null, i + 1 < stream.Epochs.Count));
            }
        }

        return tasks;
    }

    private static long Micros(long frames, int rate) => (long)((Int128)frames * 1_000_000 / rate);
}
