using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Gates;

/// <summary>Whether there is memory for a second session, asked before it is built.</summary>
/// <param name="available">Bytes that are available; null when nobody knows.</param>
internal sealed class MemoryGate(Func<long?> available) : IStageGate
{
    // ONNX Runtime holds the file while it copies the weights into its own layout, and packs them once more for its kernels.
    private const double Copies = 2.5;
    // Where only the file says how large its images are.
    private const int UsualSide = 640;
    private const long SessionBytes = 16 << 20;

    /// <inheritdoc/>
    public string Doing => "memory is looked at";

    /// <inheritdoc/>
    public IEnumerable<ModelFinding> Check(StageContext context, CancellationToken cancellation)
    {
        var file = new FileInfo(context.Package.PathOf(context.Variant)).Length;
        var input = context.Package.Manifest.Input;
        var values = input.Image is { } image ? 3L * (image.Width ?? UsualSide) * (image.Height ?? UsualSide) : input.WindowSamples;
        var window = values * sizeof(float) * context.Package.Manifest.MaxBatch(context.Variant);
        var needed = (long)(Copies * file) + (2 * window) + SessionBytes;
        if (available() is not { } bytes)
        {
            yield return new ModelFinding("memory", true, $"needs about {ByteText.Of(needed)}; how much is available is not known here");
            yield break;
        }

        var figures = $"needs about {ByteText.Of(needed)} beside the working version, and {ByteText.Of(bytes)} are available";
        yield return needed <= context.Rules.MemoryShare * bytes
            ? new ModelFinding("memory", true, figures)
            : new ModelFinding("memory", false, $"{figures}; free memory, or take a smaller variant");
    }
}
