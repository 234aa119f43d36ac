using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Decoding;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>An image model that is shown files, one at a time: the first step of a cascade alone, images whole.</summary>
internal sealed class ImageLook : IDisposable
{
    private readonly ImageModel _model;
    private readonly ImageRun _run;
    private readonly ImageFileDecoder _decoder = new();
    private readonly FramePool _pool = new();
    private readonly ImageResults _results = new();

    private ImageLook(ImageModel model)
    {
        _model = model;
        try
        {
            _run = new ImageRun(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Opens a variant.</summary>
    /// <exception cref="ModelException">It can't be run.</exception>
    public static ImageLook Open(OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, ModelOptions options) =>
        new(ImageModel.Open(library, package with { Manifest = package.Manifest with { Then = null } }, variant, options with { MaxBatch = 1 }));

    /// <summary>Looks at a file.</summary>
    /// <exception cref="ModelException">It can't be read, or the model fails.</exception>
    public ImageAnswer At(string file)
    {
        if (!ImageFrames.TryDecode(_decoder, Read(file), ImageDecodeOptions.Default, _pool, out var frame, out var fault)) throw new ModelException($"{file} {fault!.Reason}");
        try
        {
            _run.Add(frame.Bytes, frame.Layout, _run.Place(frame.Layout));
            _run.Run();
            _run.Decode(0, _results);
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
        finally
        {
            _pool.Return(frame);
        }

        var output = _model.Plan.Output;
        var isMask = output.Format is Core.Vision.ImageOutputFormat.Mask;
        return new ImageAnswer
        {
            Scores = _results.Scores.ToArray(),
            Detections = _results.Detections.ToArray(),
            MaskPixels = isMask ? _results.Mask.Labels.Length - _results.Mask.Labels.Count((short)-1) : 0,
            ImageScore = _results.ImageScore,
            Labels = _model.Plan.Labels,
            Gate = isMask ? output.MaskThreshold : output.MinScore,
            Fault = _results.Sanity.Fault,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decoder.Dispose();
        _run.Dispose();
        _model.Dispose();
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{file} can't be read: {error.Message.TrimEnd('.')}", error);
        }
    }
}
