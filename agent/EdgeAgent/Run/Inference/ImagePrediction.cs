using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Run.Inference;

/// <summary>Runs an image that a caller sent through a package, as a pipeline would; one image at a time, because an unpacked one takes much memory.</summary>
/// <param name="permit">Lets each run in, after live windows.</param>
/// <param name="most">Bytes of an image file at most.</param>
internal sealed class ImagePrediction(InferencePermit permit, int most) : IDisposable
{
    private static readonly ImageDecodeOptions Decoding = ImageDecodeOptions.Default with { MaxPixels = 25_000_000 };

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Runs an image.</summary>
    /// <param name="session">The model; held by the caller.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlRefusedException">The image can't be read, a library is missing, or the model failed.</exception>
    public async Task<Prediction> RunAsync(ServedSession session, PredictionRequest request, CancellationToken cancellation)
    {
        if (OpenCvLibrary.WhyMissing() is { } missing) throw new ControlRefusedException(RefusalKind.Unavailable, $"images can't be read on this box: {missing}");
        var file = await ReadAsync(request.Content, cancellation).ConfigureAwait(false);
        if (file.Length == 0) throw new ControlRefusedException(RefusalKind.Invalid, "there is no file in the request; send one");
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(session.Image!, session.Variant, file, request.Top, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OrtException or ModelException)
        {
            throw new ControlRefusedException(RefusalKind.Unavailable, error.Message, error);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private Prediction Run(ImageModel model, string variant, byte[] file, int top, CancellationToken cancellation)
    {
        using var decoder = new ImageFileDecoder();
        if (!ImageFrames.TryDecode(decoder, file, Decoding, new FramePool(), out var frame, out var fault))
            throw new ControlRefusedException(RefusalKind.Unreadable, $"the file {fault!.Reason}");
        using var runner = new FrameRunner(model, new FrameCounters());
        var sink = new PredictedFrame(model.Plan.Labels, top);
        permit.Enter(cancellation);
        try
        {
            runner.Process(frame, sink);
        }
        finally
        {
            permit.Leave();
        }

        if (sink.Fault is { } wrong) throw new ControlRefusedException(RefusalKind.Unavailable, $"the model's outputs can't be trusted: {wrong}");
        return new Prediction(model.Reference.Name, model.Reference.Version, variant, model.Reference.Provider!, "image")
        {
            Width = frame.Layout.Width, Height = frame.Layout.Height, Detections = sink.Objects, Top = sink.Top,
        };
    }

    private async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellation)
    {
        var (buffer, length) = (new byte[64 * 1024], 0);
        int read;
        while ((read = await content.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false)) > 0)
        {
            length += read;
            if (length < buffer.Length) continue;
            if (length >= most) throw new ControlRefusedException(RefusalKind.Unreadable, $"the image is longer than the {most} bytes that are unpacked here (Inference:RequestMB); send a smaller one");
            Array.Resize(ref buffer, (int)Math.Min(most, 2L * buffer.Length));
        }

        Array.Resize(ref buffer, length);
        return buffer;
    }
}
