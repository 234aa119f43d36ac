using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;
using static EdgeAgent.Pipelines.Tests.Decoding.ReferenceBoxes;

namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>Random tensors through our decoders and through plain ones written from the definitions give the same boxes.</summary>
public sealed class BoxDecoderTests
{
    private const double Gate = 0.3;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    private static (Random Random, ImageInput Input, int Classes) Draw(int seed)
    {
        var random = new Random(seed);
        return (random, new ImageInput("x", 32 * random.Next(2, 9), 32 * random.Next(2, 9)), random.Next(1, 40));
    }

    /// <summary>Numbers of the size that networks give; most class scores are small.</summary>
    private static float[] Raw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 6) - 3))];

    private static float[] Unit(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)Math.Pow(random.NextDouble(), 3))];

    private static ImageOutput Output(ImageOutputFormat format, int classes, params string[] roles) => new()
    {
        Format = format, Classes = classes, Labels = classes, MinScore = (float)Gate, Boxes = BoxOrder.Center,
        Tensors = [.. roles.Select(role => new PlannedTensor(role, role, "float", [1, -1, -1, -1]))],
    };

    private static void Same(IEnumerable<Found> reference, ImageInput input, ImageOutput output, params float[][] tensors)
    {
        var buffer = new BoxBuffer(4);
        BoxDecoders.Create(input, output).Decode(new ArrayOutputs(tensors), buffer);
        var found = Enumerable.Range(0, buffer.Count).Select(i => (Box: buffer.Box(i), Class: buffer.Classes[i], Score: buffer.Scores[i])).ToList();
        var wanted = reference.ToList();

        // What lies on the gate, or is next to nothing wide, may fall on either side: floats are not doubles.
        var sure = wanted.Where(w => w.Score > Gate + 1e-4 && w.X2 - w.X1 > 1e-3 && w.Y2 - w.Y1 > 1e-3).ToList();
        var possible = wanted.Where(w => w.Score > Gate - 1e-4).ToList();
        Assert.InRange(found.Count, sure.Count, possible.Count);
        foreach (var (box, label, score) in found)
        {
            Assert.Contains(possible, w => w.Class == label && Math.Abs(w.Score - score) < 1e-4 && Near(w.X1, box.Left) && Near(w.Y1, box.Top) && Near(w.X2, box.Right) && Near(w.Y2, box.Bottom));
        }
    }

    private static bool Near(double a, float b) => Math.Abs(a - b) < 1e-3 * (1 + Math.Abs(a));

    [Theory, MemberData(nameof(Seeds))]
    public void Yolov8_RandomTensor_GivesTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var (columns, masks) = (seed % 2 == 0, seed % 3);
        var data = Unit(random, (4 + classes + masks) * random.Next(1, 3000));
        var output = Output(ImageOutputFormat.Yolov8, classes, OutputRoles.Main) with { Layout = columns ? TensorLayout.Nchw : TensorLayout.Nhwc, MaskCoefficients = masks };

        Same(Yolo(data, classes, objectness: false, columns, masks), input, output, data);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Yolov5_RandomTensor_GivesTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var columns = seed % 2 == 0;
        var data = Unit(random, (5 + classes) * random.Next(1, 3000)).Select(v => (float)Math.Sqrt(v)).ToArray();
        var output = Output(ImageOutputFormat.Yolov5, classes, OutputRoles.Main) with { Layout = columns ? TensorLayout.Nchw : TensorLayout.Nhwc };

        Same(Yolo(data, classes, objectness: true, columns), input, output, data);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Yolox_RandomTensor_GivesTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var cells = new[] { 8, 16, 32 }.Sum(s => input.Width / s * (input.Height / s));
        var data = Unit(random, (5 + classes) * cells).Select(v => (float)Math.Sqrt(v)).ToArray();
        var output = Output(ImageOutputFormat.Yolox, classes, OutputRoles.Main) with { Layout = TensorLayout.Nhwc, Strides = [8, 16, 32] };

        Same(Yolox(data, classes, input.Width, input.Height), input, output, data);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Yolov2_RandomGrid_GivesTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        if (seed % 5 == 0) classes = 0;
        var last = seed % 2 == 0;
        var anchors = Enumerable.Range(0, random.Next(1, 6)).Select(_ => (W: 1 + random.NextDouble(), H: 1 + random.NextDouble())).ToArray();
        var data = Raw(random, anchors.Length * (5 + classes) * (input.Width / 32) * (input.Height / 32));
        if (classes > 0)
            for (var i = 0; i < data.Length; i++) data[i] *= 2;
        var output = Output(ImageOutputFormat.Yolov2, classes, OutputRoles.Main) with
        {
            Labels = Math.Max(1, classes), Layout = last ? TensorLayout.Nhwc : TensorLayout.Nchw, Strides = [32], Activation = ScoreActivation.Softmax,
            Anchors = [[.. anchors.Select(a => new AnchorSize((float)a.W, (float)a.H))]],
        };

        Same(Yolov2(data, classes, anchors, input.Width, input.Height, last), input, output, data);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Yolov4_RandomGrids_GiveTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var (strides, scales) = (new[] { 8, 16, 32 }, new[] { 1.2, 1.1, 1.05 });
        var anchors = Enumerable.Range(0, 3).Select(_ => (W: 10 + (90 * random.NextDouble()), H: 10 + (90 * random.NextDouble()))).ToArray();
        var data = strides.Select(s => Unit(random, 3 * (5 + classes) * (input.Width / s) * (input.Height / s)).Select(v => (float)Math.Sqrt(v)).ToArray()).ToArray();
        var output = Output(ImageOutputFormat.Yolov4, classes, OutputRoles.Main, OutputRoles.Main, OutputRoles.Main) with
        {
            Layout = TensorLayout.Nhwc, Strides = strides, CenterScale = scales,
            Anchors = [.. strides.Select(_ => (IReadOnlyList<AnchorSize>)[.. anchors.Select(a => new AnchorSize((float)a.W, (float)a.H))])],
        };

        Same(strides.SelectMany((s, i) => Yolov4(data[i], classes, anchors, s, scales[i], input.Width, input.Height)), input, output, data);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Yolov5Grids_RandomGrids_GiveTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var (last, raw, strides) = (seed % 2 == 0, seed % 3 == 0, new[] { 8, 16, 32 });
        var anchors = Enumerable.Range(0, 3).Select(_ => (W: 10 + (90 * random.NextDouble()), H: 10 + (90 * random.NextDouble()))).ToArray();
        var data = strides.Select(s => 3 * (5 + classes) * (input.Width / s) * (input.Height / s)).Select(n => raw ? Raw(random, n) : [.. Unit(random, n).Select(v => (float)Math.Sqrt(v))]).ToArray();
        var output = Output(ImageOutputFormat.Yolov5Grids, classes, OutputRoles.Main, OutputRoles.Main, OutputRoles.Main) with
        {
            Layout = last ? TensorLayout.Nhwc : TensorLayout.Nchw, Strides = strides, Activation = raw ? ScoreActivation.Sigmoid : ScoreActivation.None,
            Anchors = [.. strides.Select(_ => (IReadOnlyList<AnchorSize>)[.. anchors.Select(a => new AnchorSize((float)a.W, (float)a.H))])],
        };

        Same(strides.SelectMany((s, i) => Yolov5Grid(data[i], classes, anchors, s, input.Width, input.Height, last, raw)), input, output, data);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Ssd_RandomBoxesAndScores_GiveTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var (softmax, background, order) = (seed % 2 == 0, seed % 3 == 0 ? -1 : random.Next(classes + 1), (BoxOrder)(seed % 4));
        var positions = background >= 0 ? classes + 1 : classes;
        var count = random.Next(1, 500);
        var (boxes, scores) = (Unit(random, count * 4), softmax ? Raw(random, count * positions).Select(v => 2 * v).ToArray() : Unit(random, count * positions));
        var output = Output(ImageOutputFormat.Ssd, positions, OutputRoles.Boxes, OutputRoles.Scores) with
        {
            Labels = classes, BackgroundClass = background, Activation = softmax ? ScoreActivation.Softmax : ScoreActivation.None, Boxes = order, Units = BoxUnit.Fractions,
        };

        var (w, h) = (input.Width, input.Height);
        Same(
            Scored(boxes, scores, positions, softmax ? "softmax" : "none", background, (_, b) => order switch
            {
                BoxOrder.Corners => (b[0] * w, b[1] * h, b[2] * w, b[3] * h),
                BoxOrder.CornersRowFirst => (b[1] * w, b[0] * h, b[3] * w, b[2] * h),
                BoxOrder.TopLeft => (b[0] * w, b[1] * h, (b[0] + b[2]) * w, (b[1] + b[3]) * h),
                _ => ((b[0] - (b[2] / 2)) * w, (b[1] - (b[3] / 2)) * h, (b[0] + (b[2] / 2)) * w, (b[1] + (b[3] / 2)) * h),
            }),
            input, output, boxes, scores);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void SsdWithPriors_RandomOffsets_GiveTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        input = input with { Width = input.Width - random.Next(8), Height = input.Height - random.Next(8) };
        int[] strides = [8, 16];
        (double W, double H)[][] sizes = [[(10, 10), (16, 20)], [(32, 40)]];
        var priors = new List<(double X, double Y, double W, double H)>();
        for (var level = 0; level < 2; level++)
            for (var row = 0; row < Math.Ceiling((double)input.Height / strides[level]); row++)
                for (var column = 0; column < Math.Ceiling((double)input.Width / strides[level]); column++)
                    foreach (var (pw, ph) in sizes[level]) priors.Add(((column + 0.5) * strides[level], (row + 0.5) * strides[level], pw, ph));
        var (boxes, scores) = (Raw(random, priors.Count * 4), Raw(random, priors.Count * (classes + 1)).Select(v => 2 * v).ToArray());
        var output = Output(ImageOutputFormat.Ssd, classes + 1, OutputRoles.Boxes, OutputRoles.Scores) with
        {
            Labels = classes, BackgroundClass = 0, Activation = ScoreActivation.Softmax, Strides = strides, Variances = [0.1, 0.2],
            Anchors = [.. sizes.Select(s => (IReadOnlyList<AnchorSize>)[.. s.Select(a => new AnchorSize((float)a.W, (float)a.H))])],
        };

        Same(
            Scored(boxes, scores, classes + 1, "softmax", 0, (n, b) =>
            {
                var p = priors[n];
                var (x, y, w, h) = (p.X + (b[0] * 0.1 * p.W), p.Y + (b[1] * 0.1 * p.H), p.W * Math.Exp(b[2] * 0.2), p.H * Math.Exp(b[3] * 0.2));
                return (x - (w / 2), y - (h / 2), x + (w / 2), y + (h / 2));
            }),
            input, output, boxes, scores);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Detr_RandomQueries_GiveTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var softmax = seed % 2 == 0;
        var (boxes, scores) = (Unit(random, 300 * 4), Raw(random, 300 * (classes + 1)).Select(v => 2 * v).ToArray());
        var output = Output(ImageOutputFormat.Detr, classes + 1, OutputRoles.Boxes, OutputRoles.Scores) with
        {
            Labels = classes, BackgroundClass = classes, Activation = softmax ? ScoreActivation.Softmax : ScoreActivation.Sigmoid, Units = BoxUnit.Fractions, Layout = TensorLayout.Nhwc,
        };

        var (w, h) = (input.Width, input.Height);
        Same(
            Scored(boxes, scores, classes + 1, softmax ? "softmax" : "sigmoid", classes, (_, b) => ((b[0] - (b[2] / 2)) * w, (b[1] - (b[3] / 2)) * h, (b[0] + (b[2] / 2)) * w, (b[1] + (b[3] / 2)) * h)),
            input, output, boxes, scores);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Nanodet_RandomDistributions_GiveTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        input = input with { Width = input.Width - random.Next(8), Height = input.Height - random.Next(8) };
        var (center, bins, strides) = ((CellCenter)(seed % 3), random.Next(2, 12), new[] { 8, 16, 32 });
        int Cells(int s) => (int)(Math.Ceiling((double)input.Width / s) * Math.Ceiling((double)input.Height / s));
        var scores = strides.Select(s => Unit(random, Cells(s) * classes)).ToArray();
        var distances = strides.Select(s => Raw(random, Cells(s) * 4 * bins)).ToArray();
        var output = Output(ImageOutputFormat.Nanodet, classes, "scores", "scores", "scores", "boxes", "boxes", "boxes") with { Strides = strides, CellCenter = center };

        double Center(int cell, int s) => center switch { CellCenter.Corner => cell * s, CellCenter.Middle => (cell + 0.5) * s, _ => (cell * s) + (0.5 * (s - 1)) };
        var reference = strides.SelectMany((s, i) => Nanodet(scores[i], distances[i], classes, bins, s, input.Width, input.Height, Center)).ToList();
        Same(reference, input, output, [.. scores, .. distances]);

        // NanoDet-Plus: the same numbers in one tensor.
        var joined = strides.SelectMany((s, i) => Enumerable.Range(0, Cells(s)).SelectMany(n =>
            scores[i].Skip(n * classes).Take(classes).Concat(distances[i].Skip(n * 4 * bins).Take(4 * bins)))).ToArray();
        Same(reference, input, output with { Tensors = [new PlannedTensor(OutputRoles.Main, "o", "float", [1, -1, -1])] }, joined);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void FastestDet_RandomGrid_GivesTheReferenceBoxes(int seed)
    {
        var (random, input, classes) = Draw(seed);
        var data = Unit(random, (5 + classes) * (input.Width / 16) * (input.Height / 16));
        var output = Output(ImageOutputFormat.FastestDet, classes, OutputRoles.Main) with { Strides = [16] };

        Same(FastestDet(data, classes, input.Width, input.Height), input, output, data);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void SelectedRows_RandomColumns_GiveTheRowsAboveTheGate(int seed)
    {
        var (random, input, classes) = Draw(seed);
        string[][] orders = [["box", "score", "class"], ["batch", "box", "class", "score"], ["batch", "box", "score", "class"], ["score", "class", "box"]];
        var columns = orders[seed % 4];
        var (rows, wanted) = (new List<float>(), new List<Found>());
        for (var row = 0; row < 100; row++)
        {
            float[] box = [random.NextSingle() * 100, random.NextSingle() * 100, 101 + random.NextSingle(), 101 + random.NextSingle()];
            var (score, label, batch) = (random.NextSingle(), random.Next(-1, classes + 1), row % 7 == 0 ? 1 : 0);
            foreach (var column in columns) rows.AddRange(column switch { "box" => box, "score" => [score], "class" => [label], _ => [batch] });
            if (label >= 0 && label < classes && !(batch == 1 && columns.Contains("batch"))) wanted.Add(new Found(box[0], box[1], box[2], box[3], label, score));
        }

        Same(wanted, input, Output(ImageOutputFormat.BoxesNms, classes, OutputRoles.Main) with { Columns = columns, Boxes = BoxOrder.Corners }, [.. rows]);
    }

    [Fact]
    public void EfficientNms_CountSaysHowManyRowsMeanSomething()
    {
        var input = new ImageInput("x", 100, 100);
        var output = Output(ImageOutputFormat.EfficientNms, 3, "boxes", "scores", "classes", "count") with { Boxes = BoxOrder.Corners };
        float[] boxes = [0, 0, 10, 10, 20, 20, 30, 30, 40, 40, 50, 50];

        Same([new Found(0, 0, 10, 10, 2, 0.9), new Found(20, 20, 30, 30, 0, 0.8)], input, output, boxes, [0.9f, 0.8f, 0.7f], [2, 0, 1], [2]);
    }

    [Fact]
    public void TensorFlowSsd_ClassesFromOne_GiveLabelsFromZero()
    {
        var input = new ImageInput("x", 200, 100);
        var output = Output(ImageOutputFormat.Ssd, 3, "boxes", "scores", "classes", "count") with { Boxes = BoxOrder.CornersRowFirst, Units = BoxUnit.Fractions, FirstClass = 1 };

        Same([new Found(20, 10, 60, 50, 2, 0.9)], input, output, [0.1f, 0.1f, 0.5f, 0.3f, 0, 0, 1, 1], [0.9f, 0.8f], [3, 0], [2]);
    }

    [Fact]
    public void Yolov3_SelectedTriples_GiveTheirBoxes()
    {
        var input = new ImageInput("x", 416, 416);
        var output = Output(ImageOutputFormat.Yolov3, 2, "boxes", "scores", "indices") with { Boxes = BoxOrder.CornersRowFirst, Units = BoxUnit.SourcePixels };
        float[] boxes = [1, 2, 3, 4, 10, 20, 30, 40, 5, 6, 7, 8];
        float[] scores = [0.1f, 0.2f, 0.9f, 0.4f, 0.8f, 0.1f];

        // The last triples are padding and nonsense.
        Same([new Found(6, 5, 8, 7, 0, 0.9), new Found(20, 10, 40, 30, 1, 0.8)], input, output, boxes, scores, [0, 0, 2, 0, 1, 1, -1, -1, -1, 0, 5, 0, 0, 0, 99]);
    }

    [Fact]
    public void Decoders_NumbersThatAreNone_MakeNoBoxes()
    {
        var input = new ImageInput("x", 64, 64);
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var data = new float[(4 + 20) * 100];
            Array.Fill(data, bad);
            foreach (var layout in new[] { TensorLayout.Nchw, TensorLayout.Nhwc })
            {
                var buffer = new BoxBuffer(4);
                BoxDecoders.Create(input, Output(ImageOutputFormat.Yolov8, 20, OutputRoles.Main) with { Layout = layout }).Decode(new ArrayOutputs(data), buffer);
                Assert.Equal(0, buffer.Count);
            }
        }
    }
}
