using System.Globalization;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Frames;

/// <summary>Replays image and video files through an image model and writes what is seen in every frame.</summary>
internal sealed class FrameReplay(AgentSettings settings, Terminal terminal, TimeProvider time)
{
    private static readonly HashSet<string> Images = new(StringComparer.OrdinalIgnoreCase) { ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp" };

    private static readonly HashSet<string> Videos = new(StringComparer.OrdinalIgnoreCase) { ".mp4", ".mkv", ".avi", ".mov", ".webm", ".m4v", ".mjpeg", ".mjpg", ".ts", ".mpg" };

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
        if (request.Truth is not null || request.Formats is not [OutputFormat.Ndjson]) throw new UsageException("what image models see is written as ndjson; leave out --truth and other formats");
        var files = InputFinder.Find(request.Inputs, [.. Images, .. Videos]);
        using var model = ImageModels.Open(
            OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary), resolved, reference => new ModelRepository(settings.Repository).Resolve(reference), new ModelOptions { Provider = settings.Provider, Threads = settings.Threads });
        if (request.Out is { } folder) AtomicFile.MakeDirectory(folder);
        using var file = request.Out is null ? null : new AtomicFile(Path.Combine(request.Out, "detections.ndjson"), request.Overwrite ? ExistingFiles.Replace : ExistingFiles.Refuse);
        var counters = new FrameCounters();
        using var runner = new FrameRunner(model, counters);
        var lines = new FrameLines(terminal, file, model.Plan.Labels);
        var failures = 0;
        foreach (var input in files)
        {
            try
            {
                lines.Input = input;
                await LookAsync(input, runner, lines, counters, stop).ConfigureAwait(false);
            }
            catch (SourceException error) when (request.KeepGoing)
            {
                terminal.Note($"left out: {error.Message}");
                failures++;
            }

            stop.ThrowIfCancellationRequested();
        }

        file?.Seal();
        file?.Place();
        terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{files.Count - failures} of {files.Count} files, {lines.Frames} frames, {lines.Objects} detections{(file is null ? "" : $", in {file.Path}")}"));
        return failures > 0 ? ExitCode.Unreadable : ExitCode.Done;
    }

    private async Task LookAsync(string input, FrameRunner runner, FrameLines lines, FrameCounters counters, CancellationToken stop)
    {
        if (Images.Contains(Path.GetExtension(input)))
        {
            lines.Rate = null;
            LookAtImage(input, runner, lines);
            return;
        }

        await FrameAnalysis.RunAsync(new FrameJob
        {
            Source = ChildVideoSource.File(input, time),
            Runner = runner,
            Sink = lines,
            Counters = counters,
            Time = time,
            Begin = format => lines.Rate = format.FramesPerSecond,
        }, stop).ConfigureAwait(false);
    }

    private static void LookAtImage(string input, FrameRunner runner, FrameLines lines)
    {
        if (OpenCvLibrary.WhyMissing() is { } missing) throw new SourceException(input, $"{input}: is an image file; {missing}");
        var pool = new FramePool();
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(input);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(input, $"{input}: can't be read ({error.Message.TrimEnd('.')})", error);
        }

        using var decoder = new ImageFileDecoder();
        if (!ImageFrames.TryDecode(decoder, bytes, ImageDecodeOptions.Default, pool, out var frame, out var fault)) throw new SourceException(input, $"{input}: {fault!.Reason}");
        runner.Process(frame, lines);
    }
}
