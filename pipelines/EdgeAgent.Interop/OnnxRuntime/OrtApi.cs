using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>ONNX Runtime's C API: the functions that this binding calls, taken once from the table that <c>OrtApiBase.GetApi</c> gives.</summary>
/// <remarks>The table only grows: an index keeps its meaning in every later version, so a library that knows
/// <see cref="OldestVersion"/> has every function below. <c>nint</c> results are <c>OrtStatus*</c>, null for success.</remarks>
internal sealed unsafe class OrtApi
{
    /// <summary>The version of the C API that this binding was written against (1.29).</summary>
    public const uint NewestVersion = 29;

    /// <summary>The version that brought the last function used here, <c>UpdateCUDAProviderOptions</c> (1.11).</summary>
    public const uint OldestVersion = 11;

    /// <summary>The version that tells which provider took which node.</summary>
    private const uint PlacementVersion = 24;

    public readonly delegate* unmanaged[Cdecl]<nint, int> GetErrorCode;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> GetErrorMessage;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseStatus;

    public readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, void>, nint, int, byte*, nint*, nint> CreateEnvWithCustomLogger;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> DisableTelemetryEvents;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseEnv;
    public readonly delegate* unmanaged[Cdecl]<byte***, int*, nint> GetAvailableProviders;
    public readonly delegate* unmanaged[Cdecl]<byte**, int, nint> ReleaseAvailableProviders;

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateSessionOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> SetOptimizedModelFilePath;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionExecutionMode;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> EnableProfiling;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint> SetSessionLogId;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionLogSeverityLevel;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetSessionGraphOptimizationLevel;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetIntraOpNumThreads;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint> SetInterOpNumThreads;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> AddSessionConfigEntry;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSessionOptions;

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateTensorRTProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint> UpdateTensorRTProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint> AppendTensorRT;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorRTProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint*, nint> CreateCudaProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint> UpdateCudaProviderOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint> AppendCuda;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseCudaProviderOptions;

    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint> CreateSession;
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetInputCount;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> SessionGetOutputCount;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetInputName;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> SessionGetOutputName;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> SessionGetModelMetadata;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseSession;

    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CastTypeInfoToTensorInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, nint> GetTensorElementType;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint*, nint> GetDimensionsCount;
    public readonly delegate* unmanaged[Cdecl]<nint, long*, nuint, nint> GetDimensions;
    public readonly delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint> GetSymbolicDimensions;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTypeInfo;

    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> MetadataGetProducerName;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> MetadataGetGraphName;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> MetadataGetDomain;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> MetadataGetDescription;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> MetadataGetGraphDescription;
    public readonly delegate* unmanaged[Cdecl]<nint, long*, nint> MetadataGetVersion;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte***, long*, nint> MetadataGetKeys;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, byte**, nint> MetadataLookup;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseModelMetadata;

    public readonly delegate* unmanaged[Cdecl]<nint*, nint> GetAllocatorWithDefaultOptions;
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nint> AllocatorFree;
    public readonly delegate* unmanaged[Cdecl]<int, int, nint*, nint> CreateCpuMemoryInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseMemoryInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithData;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseValue;
    public readonly delegate* unmanaged[Cdecl]<nint, void**, nint> GetTensorMutableData;
    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> GetTensorTypeAndShape;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseTensorTypeAndShapeInfo;

    public readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> CreateIoBinding;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindInput;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindOutput;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint> BindOutputToDevice;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint**, nuint*, nint> GetBoundOutputValues;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ClearBoundInputs;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> SynchronizeBoundInputs;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> SynchronizeBoundOutputs;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint> RunWithBinding;
    public readonly delegate* unmanaged[Cdecl]<nint, void> ReleaseIoBinding;

    // From 1.24 on; null in a library before that.
    public readonly delegate* unmanaged[Cdecl]<nint, nint**, nuint*, nint> SessionGetEpGraphAssignmentInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, byte**, nint> AssignedSubgraphGetEpName;
    public readonly delegate* unmanaged[Cdecl]<nint, nint**, nuint*, nint> AssignedSubgraphGetNodes;

    /// <summary>Native objects that are alive; see <see cref="OnnxRuntimeLibrary.OpenHandles"/>.</summary>
    public int OpenHandles;

    private OrtApi(void** table, uint known, string version)
    {
        Version = version;

        GetErrorCode = (delegate* unmanaged[Cdecl]<nint, int>)table[1];
        GetErrorMessage = (delegate* unmanaged[Cdecl]<nint, byte*>)table[2];
        ReleaseStatus = (delegate* unmanaged[Cdecl]<nint, void>)table[93];

        CreateEnvWithCustomLogger = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, void>, nint, int, byte*, nint*, nint>)table[4];
        DisableTelemetryEvents = (delegate* unmanaged[Cdecl]<nint, nint>)table[6];
        ReleaseEnv = (delegate* unmanaged[Cdecl]<nint, void>)table[92];
        GetAvailableProviders = (delegate* unmanaged[Cdecl]<byte***, int*, nint>)table[125];
        ReleaseAvailableProviders = (delegate* unmanaged[Cdecl]<byte**, int, nint>)table[126];

        CreateSessionOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[10];
        SetOptimizedModelFilePath = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)table[11];
        SetSessionExecutionMode = (delegate* unmanaged[Cdecl]<nint, int, nint>)table[13];
        EnableProfiling = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)table[14];
        SetSessionLogId = (delegate* unmanaged[Cdecl]<nint, byte*, nint>)table[20];
        SetSessionLogSeverityLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)table[22];
        SetSessionGraphOptimizationLevel = (delegate* unmanaged[Cdecl]<nint, int, nint>)table[23];
        SetIntraOpNumThreads = (delegate* unmanaged[Cdecl]<nint, int, nint>)table[24];
        SetInterOpNumThreads = (delegate* unmanaged[Cdecl]<nint, int, nint>)table[25];
        AddSessionConfigEntry = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)table[130];
        ReleaseSessionOptions = (delegate* unmanaged[Cdecl]<nint, void>)table[100];

        CreateTensorRTProviderOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[171];
        UpdateTensorRTProviderOptions = (delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint>)table[172];
        AppendTensorRT = (delegate* unmanaged[Cdecl]<nint, nint, nint>)table[170];
        ReleaseTensorRTProviderOptions = (delegate* unmanaged[Cdecl]<nint, void>)table[174];
        CreateCudaProviderOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[205];
        UpdateCudaProviderOptions = (delegate* unmanaged[Cdecl]<nint, byte**, byte**, nuint, nint>)table[206];
        AppendCuda = (delegate* unmanaged[Cdecl]<nint, nint, nint>)table[204];
        ReleaseCudaProviderOptions = (delegate* unmanaged[Cdecl]<nint, void>)table[208];

        CreateSession = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)table[7];
        CreateSessionFromArray = (delegate* unmanaged[Cdecl]<nint, void*, nuint, nint, nint*, nint>)table[8];
        SessionGetInputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[30];
        SessionGetOutputCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[31];
        SessionGetInputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)table[33];
        SessionGetOutputTypeInfo = (delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)table[34];
        SessionGetInputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)table[36];
        SessionGetOutputName = (delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)table[37];
        SessionGetModelMetadata = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[111];
        ReleaseSession = (delegate* unmanaged[Cdecl]<nint, void>)table[95];

        CastTypeInfoToTensorInfo = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[55];
        GetTensorElementType = (delegate* unmanaged[Cdecl]<nint, int*, nint>)table[60];
        GetDimensionsCount = (delegate* unmanaged[Cdecl]<nint, nuint*, nint>)table[61];
        GetDimensions = (delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)table[62];
        GetSymbolicDimensions = (delegate* unmanaged[Cdecl]<nint, byte**, nuint, nint>)table[63];
        ReleaseTypeInfo = (delegate* unmanaged[Cdecl]<nint, void>)table[98];

        MetadataGetProducerName = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint>)table[112];
        MetadataGetGraphName = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint>)table[113];
        MetadataGetDomain = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint>)table[114];
        MetadataGetDescription = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint>)table[115];
        MetadataGetGraphDescription = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint>)table[158];
        MetadataGetVersion = (delegate* unmanaged[Cdecl]<nint, long*, nint>)table[117];
        MetadataGetKeys = (delegate* unmanaged[Cdecl]<nint, nint, byte***, long*, nint>)table[123];
        MetadataLookup = (delegate* unmanaged[Cdecl]<nint, nint, byte*, byte**, nint>)table[116];
        ReleaseModelMetadata = (delegate* unmanaged[Cdecl]<nint, void>)table[118];

        GetAllocatorWithDefaultOptions = (delegate* unmanaged[Cdecl]<nint*, nint>)table[78];
        AllocatorFree = (delegate* unmanaged[Cdecl]<nint, void*, nint>)table[76];
        CreateCpuMemoryInfo = (delegate* unmanaged[Cdecl]<int, int, nint*, nint>)table[69];
        ReleaseMemoryInfo = (delegate* unmanaged[Cdecl]<nint, void>)table[94];
        CreateTensorWithData = (delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)table[49];
        GetTensorMutableData = (delegate* unmanaged[Cdecl]<nint, void**, nint>)table[51];
        GetTensorTypeAndShape = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[65];
        ReleaseTensorTypeAndShapeInfo = (delegate* unmanaged[Cdecl]<nint, void>)table[99];
        ReleaseValue = (delegate* unmanaged[Cdecl]<nint, void>)table[96];

        CreateIoBinding = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)table[134];
        BindInput = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)table[136];
        BindOutput = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)table[137];
        BindOutputToDevice = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)table[138];
        GetBoundOutputValues = (delegate* unmanaged[Cdecl]<nint, nint, nint**, nuint*, nint>)table[140];
        ClearBoundInputs = (delegate* unmanaged[Cdecl]<nint, void>)table[141];
        SynchronizeBoundInputs = (delegate* unmanaged[Cdecl]<nint, nint>)table[202];
        SynchronizeBoundOutputs = (delegate* unmanaged[Cdecl]<nint, nint>)table[203];
        RunWithBinding = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)table[133];
        ReleaseIoBinding = (delegate* unmanaged[Cdecl]<nint, void>)table[135];

        if (known < PlacementVersion) return;
        SessionGetEpGraphAssignmentInfo = (delegate* unmanaged[Cdecl]<nint, nint**, nuint*, nint>)table[407];
        AssignedSubgraphGetEpName = (delegate* unmanaged[Cdecl]<nint, byte**, nint>)table[408];
        AssignedSubgraphGetNodes = (delegate* unmanaged[Cdecl]<nint, nint**, nuint*, nint>)table[409];
    }

    /// <summary>The library's version, e.g. <c>1.29.0</c>.</summary>
    public string Version { get; }

    /// <exception cref="NativeLibraryException">The module is not ONNX Runtime, or knows no version of the API that has every function used here.</exception>
    public static OrtApi From(NativeModule module)
    {
        var getBase = (delegate* unmanaged[Cdecl]<nint*>)module.Export("OrtGetApiBase");
        var apiBase = getBase();
        var getApi = (delegate* unmanaged[Cdecl]<uint, nint>)apiBase[0];
        var getVersion = (delegate* unmanaged[Cdecl]<byte*>)apiBase[1];
        var version = Marshal.PtrToStringUTF8((nint)getVersion()) ?? "unknown";

        for (var candidate = NewestKnownTo(version); candidate >= OldestVersion; candidate--)
        {
            var table = (void**)getApi(candidate);
            if (table is not null) return new OrtApi(table, candidate, version);
        }

        throw new NativeLibraryException(module.Library,
            $"{module.Path} is {module.Library} {version}, which does not offer what EdgeAgent needs (1.{OldestVersion} to 1.{NewestVersion}, or a later one that still speaks these); install {module.Library} 1.{NewestVersion}.");
    }

    /// <summary>Release 1.N speaks API versions up to N. Asking for more makes the library write to standard error, which is not ours to fill.</summary>
    private static uint NewestKnownTo(string version)
    {
        var parts = version.Split('.');
        return parts.Length >= 2 && parts[0] == "1" && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? Math.Min(minor, NewestVersion)
            : NewestVersion;
    }
}
