using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;

namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>Masks, components, classification, anomaly maps, object masks, sanity: what says something of pixels or of the whole image.</summary>
public sealed class PixelDecoderTests
{
    private static readonly ImageInput Input = new("x", 64, 48);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 15)];

    private static ImageOutput Output(ImageOutputFormat format, int classes, long[] shape, params PlannedTensor[] more) => new()
    {
        Format = format, Classes = classes, Labels = classes, Tensors = [new PlannedTensor(OutputRoles.Main, "m", "float", shape), .. more],
    };

    private static ImageResults Decode(ImageOutput output, params float[][] tensors)
    {
        var results = new ImageResults();
        new ImageDecoder(new ImagePlan(Input, output, [.. Enumerable.Range(0, output.Labels).Select(i => $"{i}")], []))
            .Decode(new ArrayOutputs(tensors), ImagePlacement.Of(Input, Input.Width, Input.Height), results);
        return results;
    }

    /// <summary>Flood fill from every pixel: the definition.</summary>
    private static List<(int Label, int Pixels, int Left, int Top, int Right, int Bottom, double X, double Y)> Flood(short[] labels, int width, int neighbours)
    {
        var (height, seen, found) = (labels.Length / width, new bool[labels.Length], new List<(int, int, int, int, int, int, double, double)>());
        for (var start = 0; start < labels.Length; start++)
        {
            if (labels[start] < 0 || seen[start]) continue;
            var (open, all) = (new Stack<int>([start]), new List<(int X, int Y)>());
            seen[start] = true;
            while (open.TryPop(out var at))
            {
                var (x, y) = (at % width, at / width);
                all.Add((x, y));
                for (var dy = -1; dy <= 1; dy++)
                {
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        if (neighbours == 4 && dx != 0 && dy != 0) continue;
                        var (nx, ny) = (x + dx, y + dy);
                        if (nx < 0 || ny < 0 || nx >= width || ny >= height || seen[(ny * width) + nx] || labels[(ny * width) + nx] != labels[start]) continue;
                        seen[(ny * width) + nx] = true;
                        open.Push((ny * width) + nx);
                    }
                }
            }

            found.Add((labels[start], all.Count, all.Min(p => p.X), all.Min(p => p.Y), all.Max(p => p.X) + 1, all.Max(p => p.Y) + 1, all.Average(p => p.X + 0.5), all.Average(p => p.Y + 0.5)));
        }

        return found;
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Find_RandomMask_GivesWhatFloodFillGives(int seed)
    {
        var random = new Random(seed);
        var (width, height, neighbours) = (random.Next(1, 60), random.Next(1, 60), seed % 2 == 0 ? 4 : 8);
        var density = random.NextDouble();
        var labels = Enumerable.Range(0, width * height).Select(_ => random.NextDouble() < density ? (short)random.Next(2) : (short)-1).ToArray();
        var found = new List<ImageComponent>();

        new ComponentFinder().Find(labels, new float[labels.Length], width, neighbours, 1, found);

        var wanted = Flood(labels, width, neighbours);
        Assert.Equal(
            wanted.Select(w => (w.Label, w.Pixels, new ImageBox(w.Left, w.Top, w.Right, w.Bottom))),
            found.Select(f => (f.ClassIndex, f.Pixels, f.Box)));
        Assert.All(wanted.Zip(found), pair => Assert.True(Math.Abs(pair.First.X - pair.Second.CenterX) < 1e-3 && Math.Abs(pair.First.Y - pair.Second.CenterY) < 1e-3));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Mask_RandomLogits_GivesTheBestClassOfEveryPixel(int seed)
    {
        var random = new Random(seed);
        var (classes, last, width, height) = (random.Next(2, 30), seed % 2 == 0, 32, 24);
        var background = random.Next(-1, classes);
        var data = Enumerable.Range(0, classes * width * height).Select(_ => (random.NextSingle() * 8) - 4).ToArray();
        var output = Output(ImageOutputFormat.Mask, classes, last ? [1, height, width, classes] : [1, classes, height, width]) with
        {
            Layout = last ? TensorLayout.Nhwc : TensorLayout.Nchw, BackgroundClass = background, Activation = ScoreActivation.Softmax,
        };

        var mask = Decode(output, data).Mask;

        Assert.Equal((width, height), (mask.Width, mask.Height));
        for (var i = 0; i < width * height; i++)
        {
            var pixel = Enumerable.Range(0, classes).Select(c => (double)(last ? data[(i * classes) + c] : data[(c * width * height) + i])).ToArray();
            var best = Array.IndexOf(pixel, pixel.Max());
            Assert.Equal(best == background ? -1 : best, mask.Labels[i]);
            if (best != background) Assert.Equal(ReferenceBoxes.Softmax(pixel)[best], mask.Scores[i], 1e-4);
        }
    }

    [Fact]
    public void Mask_OneClass_PixelsFromTheThresholdOnAreObjectsInSourcePixels()
    {
        // A quarter of the input's resolution: a block of 2 x 3 cells and a single one.
        var data = Enumerable.Repeat(-5f, 16 * 12).ToArray();
        foreach (var i in new[] { (2 * 16) + 3, (2 * 16) + 4, (3 * 16) + 3, (3 * 16) + 4, (4 * 16) + 3, (4 * 16) + 4, (10 * 16) + 15 }) data[i] = 3;

        var results = Decode(Output(ImageOutputFormat.Mask, 1, [1, 1, 12, 16]) with { Activation = ScoreActivation.Sigmoid, MinPixels = 2 }, data);

        var component = Assert.Single(results.Components.ToArray());
        Assert.Equal(new ImageBox(12, 8, 20, 20), component.Box);
        Assert.Equal((6, 16f, 14f), (component.Pixels, component.CenterX, component.CenterY));
        Assert.Equal(ReferenceBoxes.Sigmoid(3), component.Score, 1e-5);
        Assert.Equal(component.Box, Assert.Single(results.Detections.ToArray()).Box);
    }

    [Theory]
    [InlineData("softmax")]
    [InlineData("sigmoid")]
    [InlineData("none")]
    public void Scores_RandomLogits_GiveTheBestFew(string activation)
    {
        var random = new Random(7);
        for (var trial = 0; trial < 50; trial++)
        {
            var classes = random.Next(1, 60);
            var data = Enumerable.Range(0, classes).Select(_ => activation == "none" ? random.NextSingle() : (random.NextSingle() * 8) - 4).ToArray();
            var raw = data.Select(v => (double)v).ToArray();
            var wanted = activation switch { "softmax" => ReferenceBoxes.Softmax(raw), "sigmoid" => [.. raw.Select(ReferenceBoxes.Sigmoid)], _ => raw };

            var results = Decode(Output(ImageOutputFormat.TopK, classes, [1, classes]) with { Activation = VisionWords.Activation.Read(activation)!.Value, TopK = 4, MinScore = 0.1f }, data);

            Assert.True(wanted.Zip(results.Scores.ToArray(), (w, s) => Math.Abs(w - s)).Max() < 1e-5);
            var best = wanted.Select((s, i) => (Score: s, Index: i)).Where(p => p.Score >= 0.1).OrderByDescending(p => p.Score).ThenBy(p => p.Index).Take(4).Select(p => p.Index);
            Assert.Equal(best, results.Top.ToArray().Select(t => t.ClassIndex));
        }
    }

    [Fact]
    public void AnomalyMap_OwnScore_GoesBeforeTheMaximum()
    {
        var data = new float[64 * 48];
        data[100] = 0.9f;
        data[101] = 0.7f;
        var output = Output(ImageOutputFormat.AnomalyMap, 1, [1, 1, 48, 64]);

        Assert.Equal(0.9f, Decode(output, data).ImageScore);
        var scored = Decode(output with { Tensors = [output.Tensors[0], new PlannedTensor(OutputRoles.ImageScore, "s", "float", [1])] }, data, [0.42f]);
        Assert.Equal(0.42f, scored.ImageScore);
        Assert.Equal(2, Assert.Single(scored.Components.ToArray()).Pixels);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void ObjectMasks_RandomPrototypes_GiveTheReferenceCells(int seed)
    {
        var random = new Random(seed);
        var (count, m, gw, gh) = (40, 8, 16, 12);
        var columns = seed % 2 == 0;
        var rows = new float[count][];
        for (var n = 0; n < count; n++)
        {
            rows[n] = [random.NextSingle() * 64, random.NextSingle() * 48, 4 + (random.NextSingle() * 40), 4 + (random.NextSingle() * 30), random.NextSingle(), random.NextSingle(), .. Enumerable.Range(0, m).Select(_ => (random.NextSingle() * 2) - 1)];
        }

        var data = columns ? [.. Enumerable.Range(0, 6 + m).SelectMany(k => rows.Select(r => r[k]))] : rows.SelectMany(r => r).ToArray();
        var prototypes = Enumerable.Range(0, m * gw * gh).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
        var output = Output(ImageOutputFormat.Yolov8, 2, [1, -1, -1], new PlannedTensor(OutputRoles.Prototypes, "p", "float", [1, m, gh, gw])) with
        {
            MaskCoefficients = m, Layout = columns ? TensorLayout.Nchw : TensorLayout.Nhwc, Boxes = BoxOrder.Center, Nms = NmsKind.PerClass, MinScore = 0.5f,
        };

        var results = Decode(output, data, prototypes);

        Assert.Equal(results.Detections.Length, results.ObjectMasks.Count);
        for (var i = 0; i < results.Detections.Length; i++)
        {
            var row = rows[results.Detections[i].Row];
            var (left, top, right, bottom) = ((row[0] - (row[2] / 2)) / 4, (row[1] - (row[3] / 2)) / 4, (row[0] + (row[2] / 2)) / 4, (row[1] + (row[3] / 2)) / 4);
            var place = results.ObjectMasks.Place(i);
            for (var y = 0; y < gh; y++)
            {
                for (var x = 0; x < gw; x++)
                {
                    var logit = Enumerable.Range(0, m).Sum(k => (double)row[6 + k] * prototypes[(((k * gh) + y) * gw) + x]);
                    if (Math.Abs(logit) < 1e-3) continue;
                    var inside = x >= left && x < right && y >= top && y < bottom && ReferenceBoxes.Sigmoid(logit) >= 0.5;
                    var (cx, cy) = (x - place.X, y - place.Y);
                    var ours = cx >= 0 && cy >= 0 && cx < place.Width && cy < place.Height && results.ObjectMasks.Cells(i)[(cy * place.Width) + cx] == 1;
                    Assert.Equal(inside, ours);
                }
            }
        }
    }

    [Fact]
    public void Decode_TooManyNumbersThatAreNone_IsAFaultAndSeesNothing()
    {
        var data = new float[(4 + 2) * 100];
        Array.Fill(data, 0.9f);
        data.AsSpan(0, 20).Fill(float.NaN);

        var results = Decode(Output(ImageOutputFormat.Yolov8, 2, [1, 6, 100]), data);

        Assert.Equal(20, results.Sanity.NotFinite);
        Assert.Contains("20 of 600 output values are not finite numbers", results.Sanity.Fault, StringComparison.Ordinal);
        Assert.Empty(results.Detections.ToArray());
    }

    [Fact]
    public void Decode_LogitsTakenForScores_IsAFault()
    {
        var data = new float[(4 + 2) * 100];
        Array.Fill(data, 7f);

        var results = Decode(Output(ImageOutputFormat.Yolov8, 2, [1, 6, 100]), data);

        Assert.Contains("scores are above 1 (the highest is 7)", results.Sanity.Fault, StringComparison.Ordinal);
        Assert.Empty(results.Detections.ToArray());
    }

    [Fact]
    public void Decode_NoValues_IsAFault() => Assert.Contains("gave no values", Decode(Output(ImageOutputFormat.TopK, 2, [1, 2]), Array.Empty<float>()).Sanity.Fault, StringComparison.Ordinal);

    [Theory, MemberData(nameof(Seeds))]
    public void NotFinite_RandomPlaces_AreAllCounted(int seed)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, random.Next(1, 3000)).Select(_ => random.NextSingle()).ToArray();
        float[] bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        for (var i = 0; i < 30; i++) values[random.Next(values.Length)] = bad[i % 3];

        Assert.Equal(values.Count(v => !float.IsFinite(v)), SanityMeter.NotFinite(values));
    }

    [Fact]
    public void Decode_AfterTheFirstImages_AllocatesNothing()
    {
        var random = new Random(1);
        var data = Enumerable.Range(0, 84 * 2000).Select(i => i < 4 * 2000 ? 10 + (random.NextSingle() * 40) : random.NextSingle() * 0.5f).ToArray();
        var detector = new ImageDecoder(new ImagePlan(Input, Output(ImageOutputFormat.Yolov8, 80, [1, 84, 2000]) with { Nms = NmsKind.PerClass, Boxes = BoxOrder.Center }, [], []));
        var segmenter = new ImageDecoder(new ImagePlan(Input, Output(ImageOutputFormat.Mask, 3, [1, 3, 48, 64]) with { Activation = ScoreActivation.Softmax, BackgroundClass = 0 }, [], []));
        var (outputs, masks, placement) = (new ArrayOutputs(data), new ArrayOutputs(data[..(3 * 48 * 64)]), ImagePlacement.Of(Input, 640, 480));
        var (found, seen) = (new ImageResults(), new ImageResults());
        for (var i = 0; i < 50; i++)
        {
            detector.Decode(outputs, placement, found);
            segmenter.Decode(masks, placement, seen);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            detector.Decode(outputs, placement, found);
            segmenter.Decode(masks, placement, seen);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(found.Detections.Length > 10 && seen.Components.Length > 1);
    }
}
