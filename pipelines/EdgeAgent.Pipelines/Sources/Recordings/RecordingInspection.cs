using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What a look at one file gave: either its <see cref="Info"/> or the <see cref="Problem"/> that it is refused for.</summary>
public sealed record RecordingInspection
{
    private RecordingInspection(RecordingInfo? info, RecordingProblem? problem)
    {
        Info = info;
        Problem = problem;
    }

    /// <summary>The recording, when it can be used.</summary>
    public RecordingInfo? Info { get; }

    /// <summary>The reason, when it cannot.</summary>
    public RecordingProblem? Problem { get; }

    /// <summary>Whether <see cref="Info"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Info))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsUsable => Info is not null;

    internal static RecordingInspection Of(RecordingInfo info) => new(info, null);

    internal static RecordingInspection Refused(string path, RecordingProblemKind kind, string message) =>
        new(null, new RecordingProblem(path, kind, message));
}
