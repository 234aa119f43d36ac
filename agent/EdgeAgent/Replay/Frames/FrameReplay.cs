using System.Globalization;
using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Replay.Evaluation;
using EdgeAgent.Replay.Output;
using EdgeAgent.Run.Frames;

namespace EdgeAgent.Replay.Frames;

/// <summary>Replays image and video files through an image model: writes what is seen in every frame, and the events that a live pipeline would give.</summary>
/// <remarks>A video file is an epoch. Images of one folder that follow each other are one: a series.</remarks>
internal sealed class FrameReplay(AgentSettings settings, Terminal terminal, TimeProvider time)
{
    /// <summary>Average precision goes by low scores too.</summary>
    private const float ScoredFrom = 0.01f;

    private static readonly HashSet<string> Images = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp" };

    private static readonly HashSet<string> Videos = new(StringComparer.OrdinalIgnoreCase) { ".mp4", ".mkv", ".avi", ".mov", ".webm", ".m4v", ".mjpeg", ".mjpg", ".ts", ".mpg" };

    /// <summary>Extensions of image files.</summary>
    public static IReadOnlyCollection<string> ImageExtensions => Images;

    /// <summary>The image model that a replay asks for.</summary>
    /// <returns>Null where it asks for models of sound.</returns>
    /// <exception cref="ModelException">A model can't be used.</exception>
    /// <exception cref="UsageException">Models of sound and of images are mixed, or there are several of images.</exception>
    public static ResolvedModel? Find(ReplayRequest request, AgentSettings settings)
    {
        var repository = new ModelRepository(settings.Repository);
        var models = request.Models.Select(reference => repository.Resolve(reference)).ToArray();
        if (!Array.Exists(models, model => model.Package.Manifest.Input.Image is not null)) return null;
        return models.Length == 1 ? models[0] : throw new UsageException("one image model at a time looks at files; name one with --model");
    }

    /// <summary>Runs a replay.</summary>
    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(ReplayRequest request, ResolvedModel resolved, CancellationToken stop)
    {
        if (request.Formats.Any(f => f is not (OutputFormat.Ndjson or OutputFormat.Csv))) throw new UsageException("what image models see is written as ndjson and csv; leave out other formats");
        var files = InputFinder.Find(request.Inputs, [.. Images, .. Videos]);
        using var model = ImageModels.Open(
            OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary), resolved, reference => new ModelRepository(settings.Repository).Resolve(reference), new ModelOptions { Provider = settings.Provider, Threads = settings.Threads, LeastScore = request.Truth is null ? null : ScoredFrom });
        var truth = request.Truth is null ? null : new ImageEvaluation(ImageTruths.Read(request.Truth, model.Plan.Labels), model.Plan.Labels);
        if (truth is not null && files.FirstOrDefault(IsVideo) is { } film) throw new UsageException($"{film}: truth is for image files; leave videos out");
        var options = FrameRules.Make(model, request.Frames, request.Rules);
        // A video's fields have no files, whose times would date them.
        if (options.Counting is not null && request.Times.Start is null && files.FirstOrDefault(IsVideo) is { } undated) throw new UsageException($"{undated}: its fields belong to no interval without --start, the time of the first frame");
        using var events = FrameEventOutput.Open(request, files, terminal, options.Counting is null ? null : model.Plan.Labels);
        using var tally = Tally(request, model, options, NameOf(files[0], IsVideo(files[0])), events);
        using var file = request.Out is null ? null : new AtomicFile(Path.Combine(request.Out, "detections.ndjson"), request.Overwrite ? ExistingFiles.Replace : ExistingFiles.Refuse);
        var counters = new FrameCounters();
        using var runner = new FrameRunner(model, counters, options.Tiles, options.Tiles is { FullFrame: true } ? TileMerge.ByNms(NmsKind.PerClass, model.Plan.Output.Iou, model.Plan.Output.MaxDetections) : null);
        var lines = new FrameLines(truth is null ? terminal : null, file, model.Plan.Labels) { LeastScore = truth is null ? 0 : LeastOf(model) };
        var failures = 0;
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in Groups(files))
        {
            try
            {
                await LookAsync(group).ConfigureAwait(false);
            }
            catch (SourceException error) when (request.KeepGoing)
            {
                LeaveOut(error.Message);
            }

            stop.ThrowIfCancellationRequested();
        }

        tally?.Finish(tells: true);
        file?.Seal();
        var written = events.Complete();
        file?.Place();
        terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{files.Count - failures} of {files.Count} files, {lines.Frames} frames, {lines.Objects} detections, {events.Events} events{(tally is null ? "" : $", {tally.Fields.Counting} fields counted and {tally.Fields.Excluded} left out")}{(file is null ? "" : $", in {string.Join(" and ", [file.Path, .. written])}")}"));
        if (truth is not null) Tell(truth.Score([.. options.Scores.Select((rules, label) => truth.HasBoxes ? options.Tracks.LimitsOf(label).ConfirmScore : rules.High)]), request.Json);
        return failures > 0 ? ExitCode.Unreadable : ExitCode.Done;

        void LeaveOut(string sentence)
        {
            terminal.Note($"left out: {sentence}");
            failures++;
        }

        async Task LookAsync(IReadOnlyList<string> group)
        {
            var isVideo = IsVideo(group[0]);
            if (!isVideo && OpenCvLibrary.WhyMissing() is { } missing) throw new SourceException(group[0], $"{group[0]}: is an image file; {missing}");
            using var stills = isVideo ? null : new StillFiles(group, request.KeepGoing ? LeaveOut : null);
            var rate = request.ImagesPerSecond;
            lines.Input = group[0];
            lines.StillAt = stills is null ? null : stills.At;
            if (truth is not null) truth.StillAt = lines.StillAt;
            var sees = new FrameEvents(model, options, new StreamIdentity(settings.Device, request.Pipeline, NameOf(group[0], isVideo), 0, Replay: true, Locate: Locate), events)
            {
                Tally = tally,
                Origin = stills is null ? null : position => stills.OriginOf(position) is { } origin ? origin with { Time = request.Times.Start is null ? origin.Time : null } : null,
                FaultChanged = fault => terminal.Note(fault is null ? $"{group[0]}: the model's outputs can be trusted again" : $"{group[0]}: the model's outputs can't be trusted: {fault}"),
            };
            try
            {
                await FrameAnalysis.RunAsync(new FrameJob
                {
                    Source = ChildVideoSource.File(group[0], time),
                    Stills = stills,
                    Format = isVideo ? null : new VideoFormat(default, rate, IsMjpeg: true),
                    Runner = runner,
                    Sink = new FrameTee(truth is null ? lines : new FrameTee(truth, lines), sees),
                    Counters = counters,
                    Time = time,
                    Begin = Begin,
                    FrameRateLimit = options.FrameRateLimit,
                    Gate = options.Motion is { } motion ? new MotionGate(motion) : null,
                }, stop).ConfigureAwait(false);
            }
            finally
            {
                sees.Finish(isGap: false);
            }

            void Begin(VideoFormat format)
            {
                lines.Rate = rate = format.FramesPerSecond;
                var id = request.Plan.StreamId ?? NameOf(group[0], isVideo);
                TimeAnchor[] anchors = request.Times.Start is { } start ? [new TimeAnchor(0, start, ((format.FramesPerSecond / format.Rate) - 1) * 1e6)] : [];
                // Files of one name in several folders, and several files under one given name.
                var number = ids[id] = ids.GetValueOrDefault(id) + 1;
                sees.Begin(new StreamTimeline(number == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}/{number}"), format.Rate, anchors), format);
            }

            // An event of images is named by the one with which it began.
            RecordingSpan Locate(long first, long last) => stills is null
                ? new RecordingSpan(group[0], Math.Round(first / rate, 6), Math.Round(last / rate, 6))
                : new RecordingSpan(stills.At(first), 0, Math.Round((last - first) / rate, 6));
        }
    }

    // What the package itself gives.
    private static float LeastOf(ImageModel model) => model.Package.Manifest.Then?.MinScore ?? model.Package.Manifest.Output.Image?.MinScore ?? 0.25f;

    private void Tell(ImageScores scores, bool json)
    {
        if (json) terminal.WriteLine(JsonSerializer.Serialize(scores, EvaluationJson.Default.ImageScores));
        else foreach (var line in ImageScoreTable.Lines(scores, terminal.IsScreen ? terminal.Width : int.MaxValue)) terminal.WriteLine(line);
    }

    private static bool IsVideo(string file) => !Images.Contains(Path.GetExtension(file));

    // Pictures of what was counted go where clips of sound go.
    private FieldTally? Tally(ReplayRequest request, ImageModel model, FrameEventOptions options, string source, FrameEventOutput events)
    {
        if (options.Counting is not { } counting) return null;
        var evidence = request.ClipFolder is { } folder ? new EvidenceStore(new EvidenceOptions { Directory = folder, SurvivesPowerCuts = false }, time, () => false) : null;
        return new FieldTally(model.Plan.Labels, model.Reference, options, new StreamIdentity(settings.Device, request.Pipeline, source, 0, Replay: true), events, evidence, ledger: null)
        {
            Counted = field => events.Accept(field, counting.Sampler),
        };
    }

    private static string NameOf(string file, bool isVideo)
    {
        if (isVideo) return Path.GetFileNameWithoutExtension(file);
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)));
        return string.IsNullOrEmpty(folder) ? "images" : folder;
    }

    private static IEnumerable<IReadOnlyList<string>> Groups(IReadOnlyList<string> files)
    {
        var series = new List<string>();
        foreach (var file in files)
        {
            var isImage = Images.Contains(Path.GetExtension(file));
            if (series.Count > 0 && (!isImage || Path.GetDirectoryName(series[0]) != Path.GetDirectoryName(file)))
            {
                yield return series;
                series = [];
            }

            if (isImage) series.Add(file);
            else yield return [file];
        }

        if (series.Count > 0) yield return series;
    }
}
