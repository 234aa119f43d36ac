using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Tests.Vision;

/// <summary>What is decided from the manifest, metadata, names and shapes, and why.</summary>
public sealed class ImageResolverTests
{
    private static ModelPackage Package(int labels, string task = "object-detection", ImageSpec? input = null, ImageOutputSpec? output = null)
    {
        var manifest = new ModelManifest
        {
            Name = "m", Version = 1, Task = task, Input = new InputSpec("images", "image", 0, 0, 0, 0) { Image = input ?? new ImageSpec() },
            Output = new OutputSpec("", "", ScoreActivation.None) { Image = output ?? new ImageOutputSpec() },
            Events = new EventRules(), EventsPerLabel = new Dictionary<string, EventRules>(), Batch = new BatchSpec(1, 0, true),
            Variants = new Dictionary<string, ModelVariant>(), Golden = [],
        };
        return new ModelPackage("/m", manifest, "sha256:0", [.. Enumerable.Range(0, labels).Select(i => $"label {i}")]);
    }

    /// <summary>A file: its input, then outputs as "name type a,b,c".</summary>
    private static ModelSurface File(string input, string[] outputs, Dictionary<string, string>? metadata = null) =>
        new([Tensor(input)], [.. outputs.Select(Tensor)], metadata ?? [], "CPU");

    private static TensorDescription Tensor(string text)
    {
        var parts = text.Split(' ');
        return new TensorDescription(parts[0], parts[1], [.. parts[2].Split(',').Select(d => long.Parse(d, System.Globalization.CultureInfo.InvariantCulture))]);
    }

    private static ImagePlan Plan(ModelPackage package, ModelSurface surface)
    {
        var resolution = ImageResolver.Resolve(package, surface);
        Assert.Empty(resolution.Problems);
        return resolution.Plan!;
    }

    private static PlanChoice Choice(ImagePlan plan, string key) => Assert.Single(plan.Choices, c => c.Key == key);

    [Theory]
    [InlineData("yolov8", 80, "images float 1,3,640,640", "output0 float 1,84,8400")]
    [InlineData("yolov8", 2, "images float 1,3,640,640", "output0 float 1,6,8400")]
    [InlineData("yolov8", 80, "images float 1,3,640,640", "output0 float 1,116,8400", "output1 float 1,32,160,160")]
    [InlineData("yolov5", 80, "images float 1,3,640,640", "output0 float 1,25200,85")]
    [InlineData("yolox", 80, "images float 1,3,416,416", "output float 1,3549,85")]
    [InlineData("yolov10", 80, "images float 1,3,640,640", "output0 float 1,300,6")]
    [InlineData("yolov2", 20, "images float 1,3,416,416", "grid float 1,125,13,13")]
    [InlineData("yolov4", 80, "images float 1,416,416,3", "a float 1,52,52,3,85", "b float 1,26,26,3,85", "c float 1,13,13,3,85")]
    [InlineData("fastestdet", 80, "images float 1,3,352,352", "758 float 1,85,22,22")]
    [InlineData("nanodet", 80, "images float 1,3,320,320", "cls_pred_stride_8 float 1,1600,80", "cls_pred_stride_16 float 1,400,80", "dis_pred_stride_8 float 1,1600,32", "dis_pred_stride_16 float 1,400,32")]
    [InlineData("ssd", 1, "images float 1,3,240,320", "scores float 1,4420,2", "boxes float 1,4420,4")]
    [InlineData("ssd", 90, "images uint8 1,300,300,3", "num_detections float 1", "detection_boxes float 1,100,4", "detection_scores float 1,100", "detection_classes float 1,100")]
    [InlineData("detr", 80, "images float 1,3,640,640", "output0 float 1,300,84")]
    [InlineData("detr", 91, "images float 1,3,800,800", "logits float 1,100,92", "pred_boxes float 1,100,4")]
    [InlineData("detr", 3, "images float 1,3,560,560", "dets float 1,300,4", "labels float 1,300,4")]
    [InlineData("efficient-nms", 80, "images float 1,3,640,640", "num_dets int32 1,1", "det_boxes float 1,100,4", "det_scores float 1,100", "det_classes int32 1,100")]
    [InlineData("boxes-nms", 80, "images float 1,3,640,640", "dets float 1,100,5", "labels int64 1,100")]
    public void Resolve_SilentManifest_FindsTheFormat(string format, int labels, string input, params string[] outputs)
    {
        var plan = Plan(Package(labels), File(input, outputs));

        Assert.Equal(format, VisionWords.Format.Of(plan.Output.Format));
        Assert.Equal(PlanSource.Shape, Choice(plan, "output.format").Source);
        Assert.True(Choice(plan, "output.format").Why.Length > 10);
    }

    [Fact]
    public void Resolve_ThreeLabelsAndQueries_BoxesAreNotTakenForScores()
    {
        // Both tensors are [1, 300, 4]: only their names tell them apart.
        var plan = Plan(Package(3), File("images float 1,3,560,560", ["dets float 1,300,4", "labels float 1,300,4"]));

        Assert.Equal("dets", plan.Output.Tensors[plan.Output.IndexOf(OutputRoles.Boxes)].Name);
        Assert.Equal("labels", plan.Output.Tensors[plan.Output.IndexOf(OutputRoles.Scores)].Name);
        Assert.Equal((3, ScoreActivation.Sigmoid), (plan.Output.BackgroundClass, plan.Output.Activation));
    }

    [Fact]
    public void Resolve_UltralyticsMetadata_SayLabelsSizeAndFormat()
    {
        var metadata = new Dictionary<string, string>
        {
            ["task"] = "detect", ["imgsz"] = "[480, 640]", ["stride"] = "32", ["names"] = """{0: 'person', 1: "baker's yeast", 2: 'it\'s'}""",
        };

        var plan = Plan(Package(0), File("images float -1,3,-1,-1", ["output0 float -1,-1,-1"], metadata));

        Assert.Equal(["person", "baker's yeast", "it's"], plan.Labels);
        Assert.Equal((640, 480), (plan.Input.Width, plan.Input.Height));
        Assert.Equal(ImageOutputFormat.Yolov8, plan.Output.Format);
        foreach (var key in new[] { "labels", "input.width", "output.format" }) Assert.Equal(PlanSource.Metadata, Choice(plan, key).Source);
        Assert.Equal((ImageResize.Letterbox, 114f, 1.0 / 255), (plan.Input.Resize, plan.Input.Pad, plan.Input.Scale));
    }

    [Theory]
    [InlineData("end2end", "True", "output0 float 1,300,6")]
    [InlineData("args", "{'nms': True, 'batch': 1}", "output0 float 1,300,6")]
    public void Resolve_UltralyticsEndToEnd_IsSelectedAlready(string key, string value, string output)
    {
        var metadata = new Dictionary<string, string> { ["task"] = "detect", ["names"] = "{0: 'a', 1: 'b'}", [key] = value };

        var plan = Plan(Package(0), File("images float 1,3,640,640", [output], metadata));

        Assert.Equal((ImageOutputFormat.Yolov10, NmsKind.None), (plan.Output.Format, plan.Output.Nms));
    }

    [Fact]
    public void Resolve_UltralyticsClassifier_EndsWithSoftmaxAlready()
    {
        var metadata = new Dictionary<string, string> { ["task"] = "classify", ["names"] = "{0: 'a', 1: 'b'}", ["imgsz"] = "[224, 224]" };

        var plan = Plan(Package(0, "image-classification"), File("images float 1,3,224,224", ["output0 float 1,2"], metadata));

        Assert.Equal((ScoreActivation.None, ImageResize.Crop), (plan.Output.Activation, plan.Input.Resize));
        Assert.Equal([0, 0, 0], plan.Input.Mean);
    }

    [Theory]
    [InlineData("image-classification", "output float 1,1000", 1000, "top-k")]
    [InlineData("image-classification", "softmaxout_1 float16 1,1000,1,1", 1000, "top-k")]
    [InlineData("image-segmentation", "out float 1,257,257,21", 21, "mask")]
    [InlineData("image-segmentation", "out float 1,1,256,256", 1, "mask")]
    [InlineData("anomaly-detection", "anomaly_map float 1,1,256,256", 0, "anomaly-map")]
    public void Resolve_OtherTasks_HaveTheirFormat(string task, string output, int labels, string format) =>
        Assert.Equal(format, VisionWords.Format.Of(Plan(Package(labels, task), File("images float 1,3,256,256", [output])).Output.Format));

    [Fact]
    public void Resolve_MaskWithOneClassMore_TheFirstIsTheBackground()
    {
        var plan = Plan(Package(2, "image-segmentation"), File("images float 1,3,64,64", ["out float 1,3,64,64"]));

        Assert.Equal(0, plan.Output.BackgroundClass);
        Assert.Equal([-1, 0, 1], Enumerable.Range(0, 3).Select(plan.Output.LabelOf));
    }

    [Fact]
    public void Resolve_MaskWhoseLabelsNameTheBackground_KeepTheirPlaces()
    {
        var plan = Plan(Package(3, "image-segmentation", output: new ImageOutputSpec { BackgroundClass = 0 }), File("images float 1,3,64,64", ["out float 1,3,64,64"]));

        Assert.Equal([-1, 1, 2], Enumerable.Range(0, 3).Select(plan.Output.LabelOf));
    }

    [Theory]
    [InlineData(81, "yolov8", "output0 float 1,84,8400", "output0 float [1, 84, 8400] does not fit 81 labels: yolov8 has 4 + labels = 85 numbers a box")]
    [InlineData(80, "yolox", "output float 1,8400,85", "has 8400 boxes, but an input of 416x416 has 3549 cells at strides 8, 16, 32")]
    [InlineData(19, "yolov2", "grid float 1,125,13,13", "the anchors of grid float [1, 125, 13, 13] can't be known; give them as output.anchors")]
    [InlineData(79, "fastestdet", "x float 1,85,22,22", "does not fit 79 labels: fastestdet has 5 + labels = 84 channels")]
    [InlineData(2, "boxes-nms", "x float 100,7", "rows of 7 numbers come in several orders")]
    [InlineData(2, "yolov10", "x float 1,300,8", "has rows of 8 numbers, but yolov10 with columns box, score, class has 6")]
    [InlineData(2, "efficient-nms", "x float 1,300,8", "no output can be told to hold the boxes among x float [1, 300, 8]; name it as output.tensors.boxes")]
    [InlineData(2, "yolov8", "x string 1,6,8400", "x string [1, 6, 8400] gives string; this build reads float32")]
    public void Resolve_OutputThatDoesNotFit_SaysWhatToChange(int labels, string format, string output, string sentence)
    {
        var package = Package(labels, output: new ImageOutputSpec { Format = VisionWords.Format.Read(format) });

        var resolution = ImageResolver.Resolve(package, File("images float 1,3,416,416", [output]));

        Assert.Null(resolution.Plan);
        Assert.Contains(resolution.Problems, p => p.Contains(sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pixels float 1,3,64,64", "there is no input \"images\"; there are pixels float [1, 3, 64, 64]")]
    [InlineData("images float 1,3,-1,-1", "leaves its size open and nothing embedded says it; set input.width and input.height")]
    [InlineData("images int32 1,3,64,64", "takes int32; this build gives images as float32, float16 or uint8")]
    [InlineData("images float 1,4,64,64", "does not tell where its channels stand; set input.layout")]
    [InlineData("images float 8,3,64,64", "is fixed to 8 images at once")]
    [InlineData("images float 1,64", "has 2 dimensions; an image input has 4")]
    public void Resolve_InputThatDoesNotFit_SaysWhatToChange(string input, string sentence)
    {
        var resolution = ImageResolver.Resolve(Package(80), File(input, ["output0 float 1,84,8400"]));

        Assert.Null(resolution.Plan);
        Assert.Contains(resolution.Problems, p => p.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Resolve_ManifestAgainstTheFile_IsRefused()
    {
        var input = new ImageSpec { Width = 320, Height = 320, Color = ColorOrder.Gray, Type = PixelType.Unsigned8, SizeTensor = "size" };

        var problems = ImageResolver.Resolve(Package(80, input: input with { Type = null }), File("images float 1,3,640,640", ["output0 float 1,84,8400"])).Problems;

        Assert.Contains(problems, p => p.StartsWith("input.width is 320, but the file declares images float [1, 3, 640, 640]; set it to 640", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("does not suit input.color \"gray\"", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("there is no input \"size\"", StringComparison.Ordinal));
        Assert.Contains(
            ImageResolver.Resolve(Package(80, input: input), File("images float 1,3,640,640", ["output0 float 1,84,8400"])).Problems,
            p => p.Contains("takes float32, but input.type is \"uint8\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Resolve_NobodyNamesClasses_SaysSo() =>
        Assert.Contains("neither the manifest nor the model file names the classes", Assert.Single(ImageResolver.Resolve(Package(0), File("images float 1,3,640,640", ["output0 float 1,84,8400"])).Problems), StringComparison.Ordinal);

    [Fact]
    public void Resolve_UnknownOutputs_ListsTheFormats()
    {
        var problem = Assert.Single(ImageResolver.Resolve(Package(5), File("images float 1,3,640,640", ["x float 1,7,7,7"])).Problems);

        Assert.Contains("set output.format to one of scores, top-k, yolov2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_Pose_IsRefused() =>
        Assert.Contains(
            ImageResolver.Resolve(Package(1), File("images float 1,3,640,640", ["output0 float 1,56,8400"], new Dictionary<string, string> { ["task"] = "pose" })).Problems,
            p => p.Contains("task pose, which this build does not read", StringComparison.Ordinal));

    [Fact]
    public void Resolve_SecondInput_MustBeNamed()
    {
        var surface = new ModelSurface([Tensor("images float 1,3,640,640"), Tensor("orig_target_sizes int64 1,2")], [Tensor("labels int64 1,300"), Tensor("boxes float 1,300,4"), Tensor("scores float 1,300")], new Dictionary<string, string>(), "CPU");

        Assert.Contains("if it wants the original image's size name it as input.sizeTensor", Assert.Single(ImageResolver.Resolve(Package(80), surface).Problems), StringComparison.Ordinal);
        var plan = Plan(Package(80, input: new ImageSpec { SizeTensor = "orig_target_sizes" }), surface);
        Assert.Equal((ImageOutputFormat.Detr, BoxUnit.SourcePixels, SizeOrder.WidthHeight), (plan.Output.Format, plan.Output.Units, plan.Input.SizeOrder));
    }
}
