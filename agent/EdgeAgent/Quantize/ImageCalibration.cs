using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Quantization.Calibration;

namespace EdgeAgent.Quantize;

/// <summary>Pictures as the model would be given them: resized, normalised and cut into tiles by the package's own rules. One picture is in memory at a time.</summary>
/// <param name="model">The full model, for how it is fed.</param>
/// <param name="files">The images.</param>
/// <param name="most">Inputs to use in all, spread evenly over the images.</param>
internal sealed class ImageCalibration(ImageModel model, IReadOnlyList<string> files, int most) : ICalibrationData
{
    /// <inheritdoc/>
    public string Description => $"{most} inputs at most of {(files.Count == 1 ? files[0] : $"{files.Count} images")}";

    /// <inheritdoc/>
    public IEnumerable<(string Name, float[] Elements)> Read()
    {
        var input = model.Plan.Input;
        if (input.Type != PixelType.Single32) throw new ModelException($"{model.Package.Manifest.Name} takes {VisionWords.Type.Of(input.Type)} images; models whose input is float32 are quantized");
        var preprocessor = new ImagePreprocessor(input);
        var tiles = new ImageTiles(input, model.Package.Manifest.Input.Image?.Tiles);
        // Evenly from everywhere where there are more pictures than inputs to use.
        var chosen = Chosen().ToArray();
        var (left, at) = (most, 0);
        foreach (var (file, frame) in ImageFiles.Read(chosen))
        {
            var parts = tiles.Of(frame.Layout);
            var take = Math.Min(parts.Count, Math.Max(1, left / (chosen.Length - at++)));
            for (var k = 0; k < take; k++)
            {
                var index = (int)((long)k * parts.Count / take);
                var elements = new float[preprocessor.Elements];
                preprocessor.Write(frame.View, parts[index], elements);
                yield return (parts.Count == 1 ? file : $"{file}, tile {index}", elements);
            }

            left -= take;
        }
    }

    private IEnumerable<string> Chosen() => files.Count <= most ? files : Enumerable.Range(0, most).Select(i => files[(int)((long)i * files.Count / most)]);
}
