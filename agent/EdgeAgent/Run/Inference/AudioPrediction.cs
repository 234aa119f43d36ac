using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Recordings;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Run.Inference;

/// <summary>Runs a recording that a caller sent through a package's windows and rules, as a replay would.</summary>
/// <param name="permit">Lets each batch in, after live windows.</param>
/// <param name="time">The clock.</param>
internal sealed class AudioPrediction(InferencePermit permit, TimeProvider time)
{
    private const string File = "the file";

    /// <summary>Runs a recording.</summary>
    /// <param name="session">The model; held by the caller.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlRefusedException">The file can't be read, or the model failed.</exception>
    public async Task<Prediction> RunAsync(ServedSession session, PredictionRequest request, CancellationToken cancellation)
    {
        using var file = await UploadedFile.KeepAsync(request.Content, cancellation).ConfigureAwait(false);
        if (file.Length == 0) throw new ControlRefusedException(RefusalKind.Invalid, "there is no file in the request; send one");
        try
        {
            return await RunAsync(session.Listener!, file, request, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SourceException or ModelException or OrtException)
        {
            throw new ControlRefusedException(error is SourceException ? RefusalKind.Unreadable : RefusalKind.Unavailable, Named(error.Message, file), error);
        }
        catch (NativeLibraryException error)
        {
            throw new ControlRefusedException(RefusalKind.Unavailable, error.Message, error);
        }
    }

    private async Task<Prediction> RunAsync(ModelRunner shared, UploadedFile file, PredictionRequest request, CancellationToken cancellation)
    {
        // The name says nothing of the time; a recording without one is relative to its start.
        var inspection = RecordingInspector.Inspect(file.Path, new RecordingTimeRules(IgnoreNames: true));
        if (!inspection.IsUsable) throw new ControlRefusedException(RefusalKind.Unreadable, Named(inspection.Problem.Message, file));
        var recording = inspection.Info;
        using var runner = shared.WithPackageRules();
        using var places = new PipelineModels("predict", [(new ModelLease(runner, () => { }), () => new ModelLease(runner, () => { }))]);
        using var workers = InferenceWorkers.Requests(permit, cancellation);
        var (sink, windows) = (new PredictedEvents(), new PredictedWindows(runner.Package.Labels, recording.SampleRate, recording.Frames, request.Top));
        await EpochAnalysis.RunAsync(new EpochJob
        {
            Source = new RecordingSource([new RecordingSegment(file.Path, 0, recording.Frames, 0)], recording.SampleRate, recording.Channels, double.PositiveInfinity, time),
            Name = File,
            Timeline = new StreamTimeline("predict", recording.SampleRate),
            Identity = new StreamIdentity("", "predict", File, 0, Replay: true),
            Places = places,
            Scores = windows,
            Sink = sink,
            Workers = workers,
            Counters = new StreamCounters(),
            Time = time,
        }, cancellation).ConfigureAwait(false);
        return new Prediction(runner.Reference.Name, runner.Reference.Version, runner.Variant.Name, runner.Provider, "audio")
        {
            Seconds = Math.Round((double)recording.Frames / recording.SampleRate, 6), SampleRate = recording.SampleRate,
            Windows = windows.Found, WindowsLeftOut = windows.LeftOut > 0 ? windows.LeftOut : null, Events = sink.Sorted(),
            Notes = recording.Notes.Count > 0 ? [.. recording.Notes.Select(note => Named(note, file))] : null,
        };
    }

    // It has no name of its own that would tell the caller anything.
    private static string Named(string sentence, UploadedFile file) => sentence.Replace(file.Path, File, StringComparison.Ordinal);
}
