using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>
/// Several sessions of one model at once, to tell what one needs: one alone fits into what others have freed, and would seem to need nothing.
/// All stay open until the other model's are open too, so that neither finds the other's memory.
/// </summary>
internal sealed class SessionCrowd : IDisposable
{
    private const long TrialBytes = 64L << 20;
    private const int Most = 24;

    private readonly List<OrtBinding> _open = [];

    private SessionCrowd()
    {
    }

    /// <summary>One of them, to run.</summary>
    public OrtBinding One => _open[0];

    /// <summary>Growth of resident memory by each.</summary>
    public long BytesEach { get; private set; }

    /// <summary>Opens them.</summary>
    public static SessionCrowd Open(OnnxRuntimeLibrary library, string file, OrtSessionOptions options)
    {
        var crowd = new SessionCrowd();
        try
        {
            var count = (int)Math.Clamp(TrialBytes / Math.Max(new FileInfo(file).Length, 1), 1, Most);
            var before = ProcessMemory.Resident();
            for (var i = 0; i < count; i++) crowd._open.Add(SpeedComparison.Open(library, file, options));
            crowd.BytesEach = Math.Max(ProcessMemory.Resident() - before, 0) / count;
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var binding in _open) binding.Dispose();
    }
}
