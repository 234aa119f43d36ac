using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The ONNX Runtime library of this process: one native library, one environment, until the process ends. Thread-safe.</summary>
public sealed class OnnxRuntimeLibrary
{
    private static readonly Lock Gate = new();
    private static OnnxRuntimeLibrary? s_loaded;

    private readonly OrtLog _log;
    private readonly NativeModule _module;

    private unsafe OnnxRuntimeLibrary(NativeModule module, OrtApi api)
    {
        _module = module;
        Api = api;
        Path = NativeLibraryLoader.FileOf((nint)api.CreateSession) ?? module.Path;
        _log = new OrtLog();

        nint environment;
        fixed (byte* id = "edge-agent\0"u8)
            OrtStatus.Check(api, api.CreateEnvWithCustomLogger(OrtLog.Callback, _log.ToParameter(), (int)OrtLogSeverity.Warning, id, &environment), "ONNX Runtime cannot start");
        Environment = new OrtEnvHandle(api, environment);
        // Official builds report usage on Windows only; an agent in the field says plainly that it does not want it.
        OrtStatus.Check(api, api.DisableTelemetryEvents(environment));

        nint memory;
        const int deviceAllocator = 0, defaultMemory = 0;
        OrtStatus.Check(api, api.CreateCpuMemoryInfo(deviceAllocator, defaultMemory, &memory));
        CpuMemory = new OrtMemoryInfoHandle(api, memory);

        nint allocator;
        OrtStatus.Check(api, api.GetAllocatorWithDefaultOptions(&allocator));
        Allocator = allocator;

        AvailableProviders = ReadProviders(api);
        BaseHandles = Volatile.Read(ref api.OpenHandles);
    }

    /// <summary>The library's version, e.g. <c>1.29.0</c>.</summary>
    public string Version => Api.Version;

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    /// <summary>ONNX Runtime's names of the providers that this library was built with, best first, e.g. <c>CPUExecutionProvider</c>.
    /// A listed provider still needs its own libraries and a device.</summary>
    public IReadOnlyList<string> AvailableProviders { get; }

    /// <summary>Takes the messages of the library and of its sessions (each session's own threshold is
    /// <see cref="OrtSessionOptions.LogSeverity"/>); null drops them. Called on any thread, also during a run: it must be quick.
    /// What it throws is swallowed and counted in <see cref="LostLogMessages"/>. Nothing goes to standard error.</summary>
    public Action<OrtLogMessage>? LogSink
    {
        get => _log.Sink;
        set => _log.Sink = value;
    }

    /// <summary>Messages lost because <see cref="LogSink"/> threw.</summary>
    public long LostLogMessages => _log.Lost;

    /// <summary>Native objects (sessions, bindings, tensors) that are open now. Back at its old value when all of them are disposed: growth is a leak.</summary>
    public int OpenHandles => Volatile.Read(ref Api.OpenHandles) - BaseHandles;

    internal OrtApi Api { get; }

    internal OrtEnvHandle Environment { get; }

    internal OrtMemoryInfoHandle CpuMemory { get; }

    /// <summary>The default allocator, owned by the library: it frees the strings that the library hands out.</summary>
    internal nint Allocator { get; }

    /// <summary>Handles that live as long as the process.</summary>
    private int BaseHandles { get; }

    /// <summary>Loads ONNX Runtime, or returns the one that is loaded.</summary>
    /// <param name="path">The library file (or a bare name for the system loader); null looks in <c>EDGEAGENT_ONNXRUNTIME</c> and then only there,
    /// else beside the program, in <c>runtimes/linux-ARCH/native</c>, in <c>artifacts/native/linux-ARCH</c> of the folders above, and asks the system loader.</param>
    /// <exception cref="NativeLibraryException">No usable library, one of a version that does not fit, or another one is already loaded.</exception>
    public static OnnxRuntimeLibrary Load(string? path = null)
    {
        lock (Gate)
        {
            if (path is null && s_loaded is not null) return s_loaded;
            var module = OnnxRuntimeLocator.Load(path);
            // The loader gives the same handle for the same file, however it was named.
            if (s_loaded is not null && s_loaded._module.Handle == module.Handle) return s_loaded;
            var api = OrtApi.From(module);
            if (s_loaded is not null)
                throw new NativeLibraryException(module.Library, $"{module.Library} is already loaded from {s_loaded.Path}; using {module.Path} needs a restart.");
            return s_loaded = new OnnxRuntimeLibrary(module, api);
        }
    }

    /// <summary>Whether the library was built with a provider and the provider's own files are beside it. Whether it works, only a session tells.</summary>
    /// <param name="provider">The provider; <see cref="OrtProvider.Auto"/> is always there.</param>
    public bool Offers(OrtProvider provider) => provider == OrtProvider.Auto || OrtProviderSelection.WhyNotHere(this, provider) is null;

    /// <summary>Whether a file lies where ONNX Runtime looks for its parts: beside the library as it was named, which may be a link.</summary>
    internal bool HasBeside(string file) =>
        File.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", file))
        || File.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_module.Path) ?? "", file));

    private static unsafe string[] ReadProviders(OrtApi api)
    {
        byte** names;
        int count;
        OrtStatus.Check(api, api.GetAvailableProviders(&names, &count));
        try
        {
            var providers = new string[count];
            for (var i = 0; i < count; i++) providers[i] = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
            return providers;
        }
        finally
        {
            var status = api.ReleaseAvailableProviders(names, count);
            if (status != 0) api.ReleaseStatus(status);
        }
    }
}
