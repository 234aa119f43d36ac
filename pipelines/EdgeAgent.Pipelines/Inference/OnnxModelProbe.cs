using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>Runs models for verification with the same session code that the pipelines use.</summary>
/// <remarks>Keeps the sessions that it opened: verification asks for the same ones many times. One thread at a time.</remarks>
public sealed class OnnxModelProbe(OnnxRuntimeLibrary library, ModelOptions options) : IModelProbe, IDisposable
{
    private readonly Dictionary<(ModelPackage Package, string File, int Batch), ModelRunner> _open = [];
    private readonly Dictionary<(ModelPackage Package, string File), ImageLook> _looks = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var runner in _open.Values) runner.Dispose();
        _open.Clear();
        foreach (var look in _looks.Values) look.Dispose();
        _looks.Clear();
    }

    /// <inheritdoc/>
    public string? WhyNoImages => OpenCvLibrary.WhyMissing();

    /// <inheritdoc/>
    public ImageAnswer Look(ModelPackage package, ModelVariant variant, string imageFile)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(variant);
        if (!_looks.TryGetValue((package, variant.File), out var look)) _looks[(package, variant.File)] = look = ImageLook.Open(library, package, variant, options);
        return look.At(imageFile);
    }

    /// <inheritdoc/>
    public ModelSurface Inspect(string modelFile)
    {
        try
        {
            using var session = OrtSession.Open(library, modelFile, new OrtSessionOptions { Provider = options.Provider, IntraThreads = options.Threads });
            return Describe(session);
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> ScoreRecording(ModelPackage package, ModelVariant variant, string recordingFile)
    {
        var windows = ReadWindows(package, recordingFile);
        return windows.Count > 0
            ? ScoreWindows(package, variant, windows, 1)
            : throw new ModelException($"{recordingFile} is shorter than one window of {package.Manifest.Input.WindowSamples} samples at {package.Manifest.Input.SampleRate} Hz");
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> ReadWindows(ModelPackage package, string recordingFile)
    {
        ArgumentNullException.ThrowIfNull(package);
        var input = package.Manifest.Input;
        var samples = ReadRecording(recordingFile, input.SampleRate);
        var windows = new List<float[]>();
        for (var start = 0; start + input.WindowSamples <= samples.Count; start += input.HopSamples)
            windows.Add([.. samples[start..(start + input.WindowSamples)]]);
        return windows;
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> ScoreWindows(ModelPackage package, ModelVariant variant, IReadOnlyList<float[]> windows, int batch)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(windows);
        var runner = Open(package, variant, batch);
        var filled = runner.Rent();
        try
        {
            var scores = new List<float[]>(windows.Count);
            for (var first = 0; first < windows.Count; first += runner.MaxBatch)
            {
                filled.Clear();
                for (var i = first; i < Math.Min(windows.Count, first + runner.MaxBatch); i++) filled.Add(windows[i], 0, 0);
                filled.Run();
                for (var i = 0; i < filled.Count; i++) scores.Add(filled.Scores(i).ToArray());
            }

            return scores;
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
        finally
        {
            runner.Return(filled);
        }
    }

    private ModelRunner Open(ModelPackage package, ModelVariant variant, int batch)
    {
        ArgumentNullException.ThrowIfNull(variant);
        if (_open.TryGetValue((package, variant.File, batch), out var open)) return open;
        // What the manifest says of batches is what is being tested.
        var free = package with { Manifest = package.Manifest with { Batch = new BatchSpec(batch, 0, Invariant: true) } };
        return _open[(package, variant.File, batch)] = ModelRunner.Open(library, free, variant with { BatchInvariant = null }, options with { MaxBatch = batch });
    }

    /// <summary>What an open session shows.</summary>
    internal static ModelSurface Describe(OrtSession session) => new(
        [.. session.Inputs.Select(Describe)],
        [.. session.Outputs.Select(Describe)],
        session.Metadata.Custom,
        session.Provider.DisplayName());

    /// <summary>A tensor in Core's words.</summary>
    internal static TensorDescription Describe(TensorInfo tensor) =>
        new(tensor.Name, tensor.ElementType.ToString().ToLowerInvariant(), tensor.Shape);

    private static List<float> ReadRecording(string file, int rate)
    {
        try
        {
            using var reader = SndFileReader.Open(file);
            using IRateConverter converter = reader.SampleRate == rate ? new SameRate() : new SoxrRate(reader.SampleRate, rate);
            var interleaved = new float[4096 * reader.Channels];
            var mono = new float[4096];
            var converted = new float[8192];
            var samples = new List<float>();
            int frames;
            while ((frames = reader.Read(interleaved)) > 0)
            {
                for (var i = 0; i < frames; i++)
                {
                    var sum = 0f;
                    for (var c = 0; c < reader.Channels; c++) sum += interleaved[(i * reader.Channels) + c];
                    mono[i] = sum / reader.Channels;
                }

                for (ReadOnlySpan<float> rest = mono.AsSpan(0, frames); !rest.IsEmpty;)
                {
                    converter.Process(rest, converted, out var consumed, out var produced);
                    samples.AddRange(converted.AsSpan(0, produced));
                    rest = rest[consumed..];
                }
            }

            int flushed;
            while ((flushed = converter.Flush(converted)) > 0) samples.AddRange(converted.AsSpan(0, flushed));
            return samples;
        }
        catch (AudioFileException error)
        {
            throw new ModelException(error.Message, error);
        }
    }
}
