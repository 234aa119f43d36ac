namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>A loaded model. Thread-safe: any number of bindings may run on one session at once.</summary>
/// <remarks>Disposing gives up this reference only; bindings that still exist keep the native session and finish what they hold.</remarks>
public sealed unsafe class OrtSession : IDisposable
{
    private bool _disposed;

    private OrtSession(OnnxRuntimeLibrary library, string name, OrtSessionHandle handle, OrtProvider provider, IReadOnlyList<string> notes, bool isPlaced)
    {
        Library = library;
        Name = name;
        Handle = handle;
        Provider = provider;
        ProviderNotes = notes;
        Placement = isPlaced ? OrtPlacement.Read(library.Api, handle.Value) : [];
        Inputs = OrtModelReader.Inputs(library.Api, handle.Value, library.Allocator);
        Outputs = OrtModelReader.Outputs(library.Api, handle.Value, library.Allocator);
        Metadata = OrtModelReader.Metadata(library.Api, handle.Value, library.Allocator);
    }

    /// <summary>The library that runs the model.</summary>
    public OnnxRuntimeLibrary Library { get; }

    /// <summary>What error messages call the model: its file as given, or <c>The model in memory</c>.</summary>
    public string Name { get; }

    /// <summary>The model's inputs, in its order.</summary>
    public IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>The model's outputs, in its order.</summary>
    public IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>What the model says about itself.</summary>
    public OrtModelMetadata Metadata { get; }

    /// <summary>The provider really in use; never <see cref="OrtProvider.Auto"/>.</summary>
    public OrtProvider Provider { get; }

    /// <summary>Why better providers were not taken, one sentence each, e.g. <c>CUDA: this library … was built without it.</c></summary>
    public IReadOnlyList<string> ProviderNotes { get; }

    /// <summary>Which provider took how many nodes, the most first; empty unless it was recorded, and with libraries before 1.24.</summary>
    public IReadOnlyList<OrtPlacement> Placement { get; }

    internal OrtSessionHandle Handle { get; }

    /// <summary>The handle does not tell: it stays open while a binding holds it.</summary>
    internal bool IsDisposed => Volatile.Read(ref _disposed);

    /// <summary>Opens a model file; files of external weights are looked for beside it.</summary>
    /// <exception cref="OrtException">The file is missing, empty, damaged or needs operators that the library lacks, or the provider cannot be had.</exception>
    public static OrtSession Open(OnnxRuntimeLibrary library, string modelPath, OrtSessionOptions? options = null)
    {
        var what = modelPath + " cannot be opened";
        FileInfo file;
        try
        {
            file = new FileInfo(modelPath);
            if (!file.Exists) throw new OrtException(OrtErrorCode.NoSuchFile, $"{what}: there is no such file.");
            if (file.Length == 0) throw new OrtException(OrtErrorCode.InvalidProtobuf, $"{what}: the file is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OrtException(OrtErrorCode.NoSuchFile, $"{what}: {e.Message.TrimEnd('.')}.", e);
        }

        var path = OrtSessionOptionsWriter.Utf8(file.FullName);
        return Open(library, modelPath, options ?? OrtSessionOptions.Default, native =>
        {
            nint session;
            fixed (byte* text = path)
                OrtStatus.Check(library.Api, library.Api.CreateSession(library.Environment.Value, text, native.Value, &session), what);
            return new OrtSessionHandle(library.Api, session, library.Environment);
        });
    }

    /// <summary>Opens a model in memory. The bytes are read during the call only.</summary>
    /// <exception cref="OrtException">As for a file.</exception>
    public static OrtSession Open(OnnxRuntimeLibrary library, ReadOnlyMemory<byte> model, OrtSessionOptions? options = null)
    {
        const string name = "The model in memory";
        const string what = name + " cannot be opened";
        options ??= OrtSessionOptions.Default;
        if (model.IsEmpty) throw new OrtException(OrtErrorCode.InvalidProtobuf, what + ": it has no bytes.");
        // Both would let the native session read the caller's memory after this call, when nobody keeps it in place.
        foreach (var key in (ReadOnlySpan<string>)["session.use_ort_model_bytes_directly", "session.use_ort_model_bytes_for_initializers"])
            if (options.ConfigEntries.ContainsKey(key)) throw new OrtException(OrtErrorCode.InvalidArgument, $"{what}: {key} needs a model file.");

        return Open(library, name, options, native =>
        {
            nint session;
            using var pin = model.Pin();
            OrtStatus.Check(library.Api, library.Api.CreateSessionFromArray(library.Environment.Value, pin.Pointer, (nuint)model.Length, native.Value, &session), what);
            return new OrtSessionHandle(library.Api, session, library.Environment);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        Handle.Dispose();
    }

    private static OrtSession Open(OnnxRuntimeLibrary library, string name, OrtSessionOptions options, Func<OrtSessionOptionsHandle, OrtSessionHandle> create)
    {
        if (options.IntraThreads < 0) throw new OrtException(OrtErrorCode.InvalidArgument, $"A session cannot have {options.IntraThreads} threads; 1 or more, or 0 for all cores.");
        var notes = new List<string>();
        var (handle, provider) = OrtProviderSelection.Open(library, options with { LogId = options.LogId ?? name }, create, notes);
        try
        {
            return new OrtSession(library, name, handle, provider, notes, options.RecordPlacement);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
