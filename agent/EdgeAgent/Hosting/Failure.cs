using EdgeAgent.Configuration;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Core.Models;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Evaluation;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Replay.Evaluation;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Hosting;

/// <summary>What an expected failure says and which exit code it has; anything else is a bug and keeps its stack trace.</summary>
internal static class Failure
{
    /// <summary>Exit code and sentences of a failure, or null when it is none that a user can act on.</summary>
    public static (int ExitCode, IReadOnlyList<string> Sentences)? Describe(Exception error) => error switch
    {
        ConfigException config => (ExitCode.Configuration, config.Problems),
        UsageException => (ExitCode.Usage, [error.Message]),
        ModelException => (ExitCode.Configuration, error.Message.Split('\n')),
        NativeLibraryException or ControlException => (ExitCode.Configuration, [error.Message]),
        InputProblemsException problems => (ExitCode.Unreadable, problems.Problems),
        SourceException or AudioFileException or TruthException or ImageTruthException => (ExitCode.Unreadable, [error.Message]),
        OutputException or OrtException or EventStoreException => (ExitCode.Failed, [error.Message]),
        _ => null,
    };
}
