using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Decoding;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>A model that others made, in a package whose manifest says it all, run with plain preprocessing.</summary>
internal sealed class SharedModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OrtSession _session;
    private readonly OrtBinding _binding;
    private readonly SessionOutputs _outputs;
    private readonly ImageDecoder _decoder;

    public SharedModel(string id, string task, string input, string output, string? labels = null)
    {
        var source = Repository.SharedPath($"vision/models/{id}");
        Source = source;
        File.Copy(Path.Combine(source, "model.onnx"), Path.Combine(_folder.Path, "model.onnx"));
        File.Copy(Path.Combine(source, "labels.txt"), Path.Combine(_folder.Path, "labels.txt"));
        var manifest = new JsonObject
        {
            ["name"] = id.Replace('_', '-'), ["version"] = 1, ["task"] = task, ["labels"] = labels is null ? "labels.txt" : JsonNode.Parse(labels),
            ["input"] = JsonNode.Parse(input), ["output"] = JsonNode.Parse(output),
            ["variants"] = new JsonObject
            {
                ["full"] = new JsonObject { ["file"] = "model.onnx", ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(source, "model.onnx")))) },
            },
        };
        File.WriteAllText(Path.Combine(_folder.Path, "model.json"), manifest.ToJsonString());
        var package = PackageReader.Open(_folder.Path);
        _session = OrtSession.Open(OnnxRuntimeLibrary.Load(), package.PathOf(package.Manifest.Variants["full"]), new OrtSessionOptions { Provider = OrtProvider.Cpu, IntraThreads = 1 });
        var resolution = ImageResolver.Resolve(package, OnnxModelProbe.Describe(_session));
        Assert.Empty(resolution.Problems);
        Plan = resolution.Plan!;
        _binding = OrtBinding.Create(_session,
            [OrtTensorSpec.From(_session.Inputs[0], 1)],
            [.. Plan.Output.Tensors.Select(t => OrtTensorSpec.From(_session.Outputs.First(o => o.Name == t.Name), 1))]);
        _outputs = new SessionOutputs(_binding, Plan.Output);
        _decoder = new ImageDecoder(Plan);
    }

    public string Source { get; }

    /// <summary>The package.</summary>
    public string Folder => _folder.Path;

    public ImagePlan Plan { get; }

    public ImageResults Results { get; } = new();

    /// <summary>Runs the model over an image; allocation-free decoding is not the subject here.</summary>
    public ImageResults Run(RgbImage image)
    {
        var placement = ImagePlacement.Of(Plan.Input, image.Width, image.Height);
        Fill(image, placement);
        _binding.Run(1);
        _outputs.Take(0, 1);
        _decoder.Decode(_outputs, placement, Results);
        return Results;
    }

    public float[] RawOutput(int tensor) => _outputs[tensor].ToArray();

    public void Dispose()
    {
        _binding.Dispose();
        _session.Dispose();
        _folder.Dispose();
    }

    private void Fill(RgbImage image, in ImagePlacement placement)
    {
        var input = Plan.Input;
        for (var y = 0; y < input.Height; y++)
        {
            for (var x = 0; x < input.Width; x++)
            {
                for (var c = 0; c < input.Channels; c++)
                {
                    var inside = x >= placement.X && x < placement.X + placement.Width && y >= placement.Y && y < placement.Y + placement.Height;
                    var pixel = inside ? Pixel(image, placement, x - placement.X, y - placement.Y, input.Color == ColorOrder.Bgr ? 2 - c : c) : input.Pad;
                    var value = (float)(((pixel * input.Scale) - input.Mean[c]) / input.Std[c]);
                    var at = input.Layout == TensorLayout.Nchw ? (((c * input.Height) + y) * input.Width) + x : (((y * input.Width) + x) * input.Channels) + c;
                    if (input.Type == PixelType.Half16) _binding.Input<Half>(0)[at] = (Half)value;
                    else _binding.Input(0)[at] = value;
                }
            }
        }
    }

    private float Pixel(RgbImage image, in ImagePlacement placement, int x, int y, int channel)
    {
        if (placement.Width == image.Width && placement.Height == image.Height) return image.At(x, y, channel);
        var (across, down) = (placement.SourceWidth / placement.Width, placement.SourceHeight / placement.Height);

        // Images are bytes between reading and the model, there as here.
        return MathF.Round(Plan.Input.Interpolation == ImageInterpolation.Area
            ? image.Sample(x * across, y * down, (x + 1) * across, (y + 1) * down, channel)
            : image.Bilinear((x + 0.5) * across, (y + 0.5) * down, channel));
    }
}
