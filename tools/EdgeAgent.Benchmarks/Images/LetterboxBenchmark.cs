using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Benchmarks.Images;

/// <summary>A 1080p frame into a letterboxed float tensor of 640×640, beside a plain fused C loop and beside OpenCV's resize, border and blobFromImage; the same from a JPEG, beside libjpeg-turbo and that loop. One thread each.</summary>
internal sealed class LetterboxBenchmark : IBenchmark
{
    private const int Width = 1920, Height = 1080, Side = 640;

    /// <summary>Frames of a leg for each second that it takes: about what a core does.</summary>
    private const int FramesPerSecond = 1200;

    /// <summary>The same with decoding.</summary>
    private const int JpegsPerSecond = 90;

    /// <inheritdoc/>
    public string Name => "letterbox";

    /// <inheritdoc/>
    public string Title => "1080p, raw and JPEG, to a 640×640 float tensor, beside a plain fused C loop, libjpeg-turbo before it, and OpenCV";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        using var peer = await PeerProcess.StartAsync(options.Peer("images/image-peers"), "--width", $"{Width}", "--height", $"{Height}", "--side", $"{Side}", "--jpeg", Path.Combine(scratch, "scene.jpg")).ConfigureAwait(false);
        results.Used($"OpenCV {peer.Ready[0]}");
        var frames = Math.Max(20, (int)(FramesPerSecond * options.LegSeconds));
        var layout = new FrameLayout(Width, Height, PixelFormat.Rgb24);
        var bytes = Noise((int)layout.FrameBytes);
        var preprocessor = new ImagePreprocessor(new ImageInput("image", Side, Side));
        var tensor = new float[preprocessor.Elements];
        var agent = new Leg("agent", () => Task.FromResult(Run(preprocessor, layout, bytes, tensor, frames)));
        var fused = new Leg("fused C loop", () => peer.MeasureAsync($"run fused {frames / 2}"));
        var control = new Leg("fused C loop again", fused.RunAsync);
        var opencv = new Leg("OpenCV", () => peer.MeasureAsync($"run opencv {frames / 2}"));
        foreach (var leg in new[] { agent, agent, agent, fused, opencv }) await leg.RunAsync().ConfigureAwait(false);

        var rounds = await Rounds.RunAsync(options.Pairs, agent, fused, opencv, control).ConfigureAwait(false);
        results.Add(Comparison.Of("rgb24, against the C loop", "frames", rounds, agent, fused, Measure.Cpu, 1.1, control));
        results.Add(Comparison.Of("rgb24, against OpenCV", "frames", rounds, agent, opencv, Measure.Cpu, 0.5));
        results.Add(Figure.AtMost("bytes allocated a frame", rounds.Of(agent).Max(cost => (double)cost.Allocated / cost.Units), "B", 1024));
        await CompareJpegAsync(options, await File.ReadAllBytesAsync(Path.Combine(scratch, "scene.jpg")).ConfigureAwait(false), preprocessor, tensor, peer, results).ConfigureAwait(false);
        foreach (var format in Enum.GetValues<PixelFormat>())
        {
            var other = layout with { Format = format };
            foreach (var interpolation in Enum.GetValues<ImageInterpolation>())
            {
                var own = new ImagePreprocessor(new ImageInput("image", Side, Side) { Interpolation = interpolation });
                Run(own, other, bytes, tensor, frames / 8);
                results.Add(new Figure($"{format}, {interpolation}", Run(own, other, bytes, tensor, frames / 8).CpuMicroseconds, "µs/frame"));
            }
        }
    }

    private static async Task CompareJpegAsync(BenchmarkOptions options, byte[] jpeg, ImagePreprocessor preprocessor, float[] tensor, PeerProcess peer, ResultList results)
    {
        using var decoder = new ImageFileDecoder();
        var count = options.Units(JpegsPerSecond);
        var agent = new Leg("agent", () => Task.FromResult(Decode()));
        var turbo = new Leg("libjpeg-turbo, fused C loop", () => peer.MeasureAsync($"run jpeg {count}"));
        var control = new Leg("libjpeg-turbo again", turbo.RunAsync);
        var opencv = new Leg("OpenCV", () => peer.MeasureAsync($"run imread {count}"));
        foreach (var leg in new[] { agent, turbo, opencv }) await leg.RunAsync().ConfigureAwait(false);
        var rounds = await Rounds.RunAsync(options.Pairs, agent, turbo, opencv, control).ConfigureAwait(false);
        results.Add(Comparison.Of($"JPEG of {jpeg.Length / 1024} KiB", "images", rounds, agent, turbo, Measure.Cpu, 1.1, control));
        results.Add(Comparison.Of("JPEG, against OpenCV alone", "images", rounds, agent, opencv, Measure.Cpu, null));

        LegCost Decode()
        {
            var meter = Meter.Start();
            for (var i = 0; i < count; i++)
            {
                if (!decoder.TryDecode(jpeg, ImageDecodeOptions.Default, out var image, out var fault)) throw new BenchmarkException($"the agent can't decode the JPEG: it {fault!.Reason}");
                var layout = new FrameLayout(image.Width, image.Height, PixelFormat.Bgr24, image.Stride);
                preprocessor.Write(new FrameView(image.Data, layout), preprocessor.Place(layout), tensor);
            }

            return meter.Stop(count);
        }
    }

    private static LegCost Run(ImagePreprocessor preprocessor, FrameLayout layout, byte[] bytes, float[] tensor, int frames)
    {
        var placement = preprocessor.Place(layout);
        var meter = Meter.Start();
        for (var i = 0; i < frames; i++) preprocessor.Write(new FrameView(bytes, layout), placement, tensor);
        return meter.Stop(frames);
    }

    // The generator of the peers, so that all have the same frame.
    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        var state = 1u;
        for (var i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            bytes[i] = (byte)(state >> 24);
        }

        return bytes;
    }
}
