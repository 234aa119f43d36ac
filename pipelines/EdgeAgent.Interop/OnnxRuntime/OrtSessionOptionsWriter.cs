using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Turns <see cref="OrtSessionOptions"/> into a native <c>OrtSessionOptions</c>.</summary>
internal static unsafe class OrtSessionOptionsWriter
{
    private const int Sequential = 0;

    /// <param name="api">The library.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="provider">The provider of this attempt; never <see cref="OrtProvider.Auto"/>.</param>
    /// <param name="withCuda">Whether CUDA is there for what TensorRT leaves over.</param>
    public static OrtSessionOptionsHandle Create(OrtApi api, OrtSessionOptions options, OrtProvider provider, bool withCuda)
    {
        nint native;
        OrtStatus.Check(api, api.CreateSessionOptions(&native));
        var handle = new OrtSessionOptionsHandle(api, native);
        try
        {
            Write(api, native, options);
            if (provider == OrtProvider.TensorRt) AppendTensorRt(api, native, options.TensorRtOptions);
            if (provider == OrtProvider.Cuda || (provider == OrtProvider.TensorRt && withCuda)) AppendCuda(api, native, options.CudaOptions);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Write(OrtApi api, nint native, OrtSessionOptions options)
    {
        OrtStatus.Check(api, api.SetSessionExecutionMode(native, Sequential));
        OrtStatus.Check(api, api.SetSessionGraphOptimizationLevel(native, (int)options.GraphOptimization));
        OrtStatus.Check(api, api.SetIntraOpNumThreads(native, options.IntraThreads));
        OrtStatus.Check(api, api.SetInterOpNumThreads(native, 1));
        OrtStatus.Check(api, api.SetSessionLogSeverityLevel(native, (int)options.LogSeverity));
        if (options.LogId is not null)
            fixed (byte* text = Utf8(options.LogId)) OrtStatus.Check(api, api.SetSessionLogId(native, text));
        if (options.ProfilePath is not null)
            fixed (byte* text = Utf8(options.ProfilePath)) OrtStatus.Check(api, api.EnableProfiling(native, text));
        if (options.OptimizedModelPath is not null)
            fixed (byte* text = Utf8(options.OptimizedModelPath)) OrtStatus.Check(api, api.SetOptimizedModelFilePath(native, text));

        var spinning = options.AllowSpinning ? "1" : "0";
        Entry(api, native, "session.intra_op.allow_spinning", spinning);
        Entry(api, native, "session.inter_op.allow_spinning", spinning);
        if (options.RecordPlacement) Entry(api, native, "session.record_ep_graph_assignment_info", "1");
        foreach (var (key, value) in options.ConfigEntries) Entry(api, native, key, value);
    }

    private static void Entry(OrtApi api, nint native, string key, string value)
    {
        fixed (byte* name = Utf8(key))
        fixed (byte* text = Utf8(value))
            OrtStatus.Check(api, api.AddSessionConfigEntry(native, name, text));
    }

    private static void AppendTensorRt(OrtApi api, nint native, IReadOnlyDictionary<string, string> settings)
    {
        nint provider;
        OrtStatus.Check(api, api.CreateTensorRTProviderOptions(&provider));
        try
        {
            Update(api, provider, settings, api.UpdateTensorRTProviderOptions);
            OrtStatus.Check(api, api.AppendTensorRT(native, provider));
        }
        finally
        {
            api.ReleaseTensorRTProviderOptions(provider);
        }
    }

    private static void AppendCuda(OrtApi api, nint native, IReadOnlyDictionary<string, string> settings)
    {
        nint provider;
        OrtStatus.Check(api, api.CreateCudaProviderOptions(&provider));
        try
        {
            Update(api, provider, settings, api.UpdateCudaProviderOptions);
            OrtStatus.Check(api, api.AppendCuda(native, provider));
        }
        finally
        {
            api.ReleaseCudaProviderOptions(provider);
        }
    }

    private static void Update(OrtApi api, nint provider, IReadOnlyDictionary<string, string> settings, delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint> update)
    {
        if (settings.Count == 0) return;
        var texts = stackalloc byte*[2 * settings.Count];
        var made = 0;
        try
        {
            foreach (var (key, value) in settings)
            {
                texts[made] = (byte*)Marshal.StringToCoTaskMemUTF8(key);
                texts[settings.Count + made] = (byte*)Marshal.StringToCoTaskMemUTF8(value);
                made++;
            }

            OrtStatus.Check(api, update(provider, texts, texts + settings.Count, (nuint)settings.Count));
        }
        finally
        {
            for (var i = 0; i < made; i++)
            {
                Marshal.FreeCoTaskMem((nint)texts[i]);
                Marshal.FreeCoTaskMem((nint)texts[settings.Count + i]);
            }
        }
    }

    /// <summary>Zero-terminated UTF-8, as C wants it.</summary>
    internal static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
