using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;

namespace EdgeAgent.Benchmarks.Images;

/// <summary>Decoding and suppression of a YOLOv8 output, with nothing around it.</summary>
internal sealed class DecodeBenchmark : IBenchmark
{
    private const int Boxes = 8400;
    private const int Classes = 80;

    /// <inheritdoc/>
    public string Name => "decode";

    /// <inheritdoc/>
    public string Title => "outputs of 84 x 8400 (YOLOv8 at 640) to boxes after suppression, per class";

    /// <inheritdoc/>
    public Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        foreach (var share in new[] { 0.0, 0.02, 0.1, 0.5 })
        {
            var outputs = new Outputs(Make(share));
            var decoder = new ImageDecoder(Plan());
            var found = new ImageResults();
            var placement = ImagePlacement.Of(Plan().Input, 1920, 1080);
            var count = options.Units(1500);
            for (var i = 0; i < 100; i++) decoder.Decode(outputs, placement, found);
            var best = double.MaxValue;
            var bytes = 0L;
            for (var round = 0; round < options.Pairs; round++)
            {
                var meter = Meter.Start();
                for (var i = 0; i < count; i++) decoder.Decode(outputs, placement, found);
                var cost = meter.Stop(count);
                best = Math.Min(best, cost.CpuMicroseconds / 1000);
                bytes = cost.Allocated / count;
            }

            results.Add(Figure.AtMost($"{share:P0} of the boxes reach the gate, {found.Detections.Length} remain: CPU time of an image", best, "ms", 1));
            results.Add(Figure.AtMost($"{share:P0} of the boxes reach the gate: allocated for an image", bytes, "B", 1024));
        }

        return Task.CompletedTask;
    }

    private static ImagePlan Plan() => new(
        new ImageInput("images", 640, 640),
        new ImageOutput
        {
            Format = ImageOutputFormat.Yolov8, Classes = Classes, Labels = Classes, MinScore = 0.25f, Nms = NmsKind.PerClass, Boxes = BoxOrder.Center,
            Tensors = [new PlannedTensor(OutputRoles.Main, "output0", "float", [1, 4 + Classes, Boxes])],
        },
        [.. Enumerable.Range(0, Classes).Select(i => $"class {i}")], []);

    /// <summary>Boxes over the whole image, of which a share reaches the gate, in clusters as a detector gives them.</summary>
    private static float[] Make(double share)
    {
        var random = new Random(1);
        var data = new float[(4 + Classes) * Boxes];
        for (var i = 4 * Boxes; i < data.Length; i++) data[i] = random.NextSingle() * 0.2f;
        for (var n = 0; n < Boxes; n++)
        {
            var cluster = random.Next(40);
            data[n] = (cluster % 8 * 80) + 40 + (random.NextSingle() * 20);
            data[Boxes + n] = (cluster / 8 * 120) + 60 + (random.NextSingle() * 20);
            data[(2 * Boxes) + n] = 60 + (random.NextSingle() * 20);
            data[(3 * Boxes) + n] = 90 + (random.NextSingle() * 20);
            if (random.NextDouble() < share) data[((4 + (cluster % Classes)) * Boxes) + n] = 0.25f + (random.NextSingle() * 0.7f);
        }

        return data;
    }

    private sealed class Outputs(float[] data) : IImageOutputs
    {
        public ReadOnlySpan<float> this[int tensor] => data;
    }
}
