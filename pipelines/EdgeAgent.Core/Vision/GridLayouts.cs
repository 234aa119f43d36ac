namespace EdgeAgent.Core.Vision;

/// <summary>Resolves formats with grids of cells.</summary>
internal static class GridLayouts
{
    private static readonly AnchorSize[] TinyVoc = [new(1.08f, 1.19f), new(3.42f, 4.41f), new(6.63f, 11.38f), new(9.42f, 5.11f), new(16.62f, 10.52f)];
    private static readonly AnchorSize[] Yolov4 =
        [new(12, 16), new(19, 36), new(40, 28), new(36, 75), new(76, 55), new(72, 146), new(142, 110), new(192, 243), new(459, 401)];

    private static readonly double[] Yolov4Scale = [1.2, 1.1, 1.05];

    /// <summary>YOLOv2: one grid.</summary>
    public static ImageOutput? SingleGrid(OutputContext context)
    {
        if (context.Tensor(OutputRoles.Main, ["grid", "output"], t => t.Shape.Count is 3 or 4) is not { } grid) return null;
        var (first, middle, last) = (OutputContext.FromEnd(grid.Shape, 3), OutputContext.FromEnd(grid.Shape, 2), OutputContext.FromEnd(grid.Shape, 1));
        var anchors = context.Spec.Anchors?[0];
        var numbers = 5 + context.Labels;
        if (anchors is null && context.Labels == 20 && (first == 5 * numbers || last == 5 * numbers)) anchors = TinyVoc;
        if (anchors is null)
        {
            context.Notes.Problem($"the anchors of {DenseLayouts.Describe(grid)} can't be known; give them as output.anchors, in cells of the grid");
            return null;
        }

        context.Notes.Note("output.anchors", $"{anchors.Count} anchors", context.Spec.Anchors is null ? PlanSource.Default : PlanSource.Manifest, context.Spec.Anchors is null ? "those of TinyYOLOv2 for the 20 classes of VOC" : "the manifest says so");
        var classless = context.Labels == 1 && (first == 5 * anchors.Count || last == 5 * anchors.Count);
        var channels = anchors.Count * (classless ? 5 : numbers);
        var usual = last == channels && first != channels ? TensorLayout.Nhwc : TensorLayout.Nchw;
        var layout = context.Notes.Pick("output.layout", context.Spec.Layout, usual, PlanSource.Shape, $"the file declares {DenseLayouts.Describe(grid)}", VisionWords.Layout.Of);
        var (declared, width) = layout == TensorLayout.Nchw ? (first, last) : (last, middle);
        if (!OutputContext.Is(declared, channels))
        {
            context.Notes.Problem($"{DenseLayouts.Describe(grid)} does not fit {context.Labels} labels and {anchors.Count} anchors: yolov2 has anchors·(5 + labels) = {channels} channels; set labels or output.anchors to the model's");
            return null;
        }

        var stride = context.Spec.Strides?[0] ?? (width > 0 ? (int)(context.Input.Width / width) : 32);
        context.Notes.Note("output.strides", $"{stride}", context.Spec.Strides is null ? PlanSource.Shape : PlanSource.Manifest, context.Spec.Strides is null ? $"the input is {context.Input.Width} wide, the grid {width}" : "the manifest says so");
        return new ImageOutput
        {
            Format = ImageOutputFormat.Yolov2, Tensors = [grid], Classes = classless ? 0 : context.Labels, Labels = context.Labels, Layout = layout,
            Strides = [stride], Anchors = [anchors], Activation = Models.ScoreActivation.Softmax, Nms = NmsKind.PerClass,
        };
    }

    /// <summary>YOLOv4's and YOLOv5's: a grid a stride.</summary>
    public static ImageOutput? ManyGrids(OutputContext context, ImageOutputFormat format)
    {
        var numbers = 5 + context.Labels;
        var grids = context.Tensors(OutputRoles.Main, t => t.Shape.Count is 4 or 5, t => OutputContext.Elements(t.Shape));
        if (grids.Count == 0) return null;
        var columns = grids[0].Shape.Count == 5 || (format == ImageOutputFormat.Yolov4 && OutputContext.FromEnd(grids[0].Shape, 1) % numbers == 0);
        var layout = context.Notes.Pick("output.layout", context.Spec.Layout, columns ? TensorLayout.Nhwc : TensorLayout.Nchw, PlanSource.Shape, $"the file declares {DenseLayouts.Describe(grids[0])}", VisionWords.Layout.Of);
        if (Anchors(context, format, grids.Count) is not { } anchors) return null;
        var strides = new List<int>();
        for (var i = 0; i < grids.Count; i++)
        {
            var shape = grids[i].Shape;
            var wide = shape.Count == 5 ? (format == ImageOutputFormat.Yolov4 ? shape[^3] : shape[^2]) : layout == TensorLayout.Nchw ? shape[^1] : shape[^2];
            var stride = context.Spec.Strides is { } stated && i < stated.Count ? stated[i] : wide > 0 ? (int)(context.Input.Width / wide) : 8 << i;
            var expected = (long)anchors[i].Count * numbers * (context.Input.Width / stride) * (context.Input.Height / stride);
            if (!OutputContext.Is(OutputContext.Elements(shape), expected))
                context.Notes.Problem($"{DenseLayouts.Describe(grids[i])} does not fit {context.Labels} labels: a grid of stride {stride} with {anchors[i].Count} anchors has anchors·(5 + labels)·cells = {expected} numbers; set labels, output.strides or output.anchors to the model's");
            strides.Add(stride);
        }

        context.Notes.Note("output.strides", string.Join(", ", strides), context.Spec.Strides is null ? PlanSource.Shape : PlanSource.Manifest, context.Spec.Strides is null ? "from the input's width and the grids'" : "the manifest says so");
        return new ImageOutput
        {
            Format = format, Tensors = grids, Classes = context.Labels, Labels = context.Labels, Layout = layout, Strides = strides, Anchors = anchors,
            CenterScale = context.Spec.CenterScale ?? (grids.Count == 3 ? Yolov4Scale : [.. Enumerable.Repeat(1.0, grids.Count)]),
            Nms = NmsKind.PerClass,
        };
    }

    /// <summary>NanoDet and PicoDet.</summary>
    public static ImageOutput? Distances(OutputContext context)
    {
        if (context.Outputs.Count == 1 || context.Spec.Tensors.ContainsKey(OutputRoles.Main)) return OneTensor(context);
        var scores = context.Tensors(OutputRoles.Scores, t => OutputContext.FromEnd(t.Shape, 1) == context.Labels, t => OutputContext.FromEnd(t.Shape, 2));
        var distances = context.Tensors(OutputRoles.Boxes, t => OutputContext.FromEnd(t.Shape, 1) % 4 == 0 && scores.All(s => s.Name != t.Name), t => OutputContext.FromEnd(t.Shape, 2));
        if (scores.Count == 0 || distances.Count == 0) return null;
        if (scores.Count != distances.Count)
        {
            context.Notes.Problem($"there are {scores.Count} tensors of scores and {distances.Count} of distances; name one of each a stride as output.tensors.scores and output.tensors.boxes");
            return null;
        }

        var strides = context.Spec.Strides ?? [.. scores.Select((s, i) => StrideOf(context.Input, OutputContext.FromEnd(s.Shape, 2)) ?? 8 << i)];
        var picodet = scores.Count == 4;
        return Distributions(context, [.. scores, .. distances], strides, picodet ? CellCenter.Middle : CellCenter.PixelMiddle, picodet ? "four strides are PicoDet's" : "usual for NanoDet");
    }

    /// <summary>FastestDet.</summary>
    public static ImageOutput? FastestDet(OutputContext context)
    {
        if (context.Tensor(OutputRoles.Main, ["output"], t => t.Shape.Count is 3 or 4) is not { } grid) return null;
        if (!OutputContext.Is(OutputContext.FromEnd(grid.Shape, 3), 5 + context.Labels))
        {
            context.Notes.Problem($"{DenseLayouts.Describe(grid)} does not fit {context.Labels} labels: fastestdet has 5 + labels = {5 + context.Labels} channels; set labels to the model's classes");
            return null;
        }

        var width = OutputContext.FromEnd(grid.Shape, 1);
        return new ImageOutput
        {
            Format = ImageOutputFormat.FastestDet, Tensors = [grid], Classes = context.Labels, Labels = context.Labels,
            Strides = context.Spec.Strides ?? [width > 0 ? (int)(context.Input.Width / width) : 16], Nms = NmsKind.AllClasses,
        };
    }

    private static ImageOutput? OneTensor(OutputContext context)
    {
        if (context.Tensor(OutputRoles.Main, ["output"], t => t.Shape.Count is 2 or 3) is not { } main) return null;
        var width = OutputContext.FromEnd(main.Shape, 1);
        if (width > 0 && (width <= context.Labels || (width - context.Labels) % 4 != 0))
        {
            context.Notes.Problem($"{DenseLayouts.Describe(main)} does not fit {context.Labels} labels: nanodet has labels + 4·bins numbers a row; set labels to the model's classes");
            return null;
        }

        return Distributions(context, [main], context.Spec.Strides ?? [8, 16, 32, 64], CellCenter.Corner, "one tensor is NanoDet-Plus's");
    }

    private static ImageOutput Distributions(OutputContext context, PlannedTensor[] tensors, IReadOnlyList<int> strides, CellCenter center, string why)
    {
        context.Notes.Note("output.strides", string.Join(", ", strides), context.Spec.Strides is null ? PlanSource.Shape : PlanSource.Manifest, context.Spec.Strides is null ? "from the input's size and the number of rows" : "the manifest says so");
        return new ImageOutput
        {
            Format = ImageOutputFormat.Nanodet, Tensors = tensors, Classes = context.Labels, Labels = context.Labels, Strides = strides,
            CellCenter = context.Notes.Pick("output.cellCenter", context.Spec.CellCenter, center, PlanSource.Default, why, VisionWords.CellCenter.Of),
            Nms = NmsKind.PerClass,
        };
    }

    private static IReadOnlyList<IReadOnlyList<AnchorSize>>? Anchors(OutputContext context, ImageOutputFormat format, int grids)
    {
        var anchors = context.Spec.Anchors;
        if (anchors is { Count: 1 } && grids > 1 && anchors[0].Count % grids == 0) anchors = [.. anchors[0].Chunk(anchors[0].Count / grids)];
        if (anchors is null && format == ImageOutputFormat.Yolov4 && grids == 3) anchors = [.. Yolov4.Chunk(3)];
        if (anchors is null || anchors.Count != grids)
        {
            context.Notes.Problem(anchors is null
                ? "the anchors can't be known: those of YOLOv5 and YOLOv7 differ; give them as output.anchors, in pixels of the input, finest grid first"
                : $"output.anchors are for {anchors.Count} grids, but there are {grids}; give one list a grid, finest first");
            return null;
        }

        context.Notes.Note("output.anchors", $"{anchors.Sum(a => a.Count)} anchors", context.Spec.Anchors is null ? PlanSource.Default : PlanSource.Manifest, context.Spec.Anchors is null ? "those of YOLOv4" : "the manifest says so");
        return anchors;
    }

    private static int? StrideOf(ImageInput input, long cells)
    {
        for (var stride = 4; stride <= 256; stride *= 2)
            if ((long)((input.Width + stride - 1) / stride) * ((input.Height + stride - 1) / stride) == cells) return stride;
        return null;
    }
}
