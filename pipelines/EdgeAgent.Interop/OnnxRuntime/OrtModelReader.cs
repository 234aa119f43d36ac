using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Reads inputs, outputs and metadata of an open session. Runs once a session; the native objects live only inside a method.</summary>
internal static unsafe class OrtModelReader
{
    public static TensorInfo[] Inputs(OrtApi api, nint session, nint allocator)
    {
        nuint count;
        OrtStatus.Check(api, api.SessionGetInputCount(session, &count));
        return Tensors(api, session, allocator, count, api.SessionGetInputName, api.SessionGetInputTypeInfo);
    }

    public static TensorInfo[] Outputs(OrtApi api, nint session, nint allocator)
    {
        nuint count;
        OrtStatus.Check(api, api.SessionGetOutputCount(session, &count));
        return Tensors(api, session, allocator, count, api.SessionGetOutputName, api.SessionGetOutputTypeInfo);
    }

    public static OrtModelMetadata Metadata(OrtApi api, nint session, nint allocator)
    {
        nint metadata;
        OrtStatus.Check(api, api.SessionGetModelMetadata(session, &metadata));
        try
        {
            long version;
            OrtStatus.Check(api, api.MetadataGetVersion(metadata, &version));
            return new OrtModelMetadata(
                Text(api, metadata, allocator, api.MetadataGetProducerName),
                Text(api, metadata, allocator, api.MetadataGetGraphName),
                Text(api, metadata, allocator, api.MetadataGetDomain),
                Text(api, metadata, allocator, api.MetadataGetDescription),
                Text(api, metadata, allocator, api.MetadataGetGraphDescription),
                version,
                Custom(api, metadata, allocator));
        }
        finally
        {
            api.ReleaseModelMetadata(metadata);
        }
    }

    private static string Text(OrtApi api, nint metadata, nint allocator, delegate* unmanaged[Cdecl]<nint, nint, byte**, nint> get)
    {
        byte* value;
        OrtStatus.Check(api, get(metadata, allocator, &value));
        return Take(api, allocator, value);
    }

    private static Dictionary<string, string> Custom(OrtApi api, nint metadata, nint allocator)
    {
        byte** keys;
        long count;
        OrtStatus.Check(api, api.MetadataGetKeys(metadata, allocator, &keys, &count));
        var custom = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            for (long i = 0; i < count; i++)
            {
                byte* value;
                OrtStatus.Check(api, api.MetadataLookup(metadata, allocator, keys[i], &value));
                custom[Marshal.PtrToStringUTF8((nint)keys[i]) ?? ""] = Take(api, allocator, value);
            }
        }
        finally
        {
            for (long i = 0; i < count; i++) Free(api, allocator, keys[i]);
            Free(api, allocator, keys);
        }

        return custom;
    }

    private static TensorInfo[] Tensors(OrtApi api, nint session, nint allocator, nuint count,
        delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint> getName, delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint> getType)
    {
        var tensors = new TensorInfo[count];
        for (nuint i = 0; i < count; i++)
        {
            byte* text;
            OrtStatus.Check(api, getName(session, i, allocator, &text));
            var name = Take(api, allocator, text);
            nint type;
            OrtStatus.Check(api, getType(session, i, &type));
            try
            {
                tensors[i] = Tensor(api, name, type);
            }
            finally
            {
                api.ReleaseTypeInfo(type);
            }
        }

        return tensors;
    }

    private static TensorInfo Tensor(OrtApi api, string name, nint type)
    {
        // Owned by the type; null when the value is no tensor.
        nint tensor;
        OrtStatus.Check(api, api.CastTypeInfoToTensorInfo(type, &tensor));
        if (tensor == 0) return new TensorInfo(name, TensorElementType.Undefined, [], []);

        int element;
        nuint rank;
        OrtStatus.Check(api, api.GetTensorElementType(tensor, &element));
        OrtStatus.Check(api, api.GetDimensionsCount(tensor, &rank));
        var shape = new long[rank];
        var names = new string?[rank];
        if (rank > 0)
        {
            fixed (long* sizes = shape) OrtStatus.Check(api, api.GetDimensions(tensor, sizes, rank));
            var symbols = new nint[rank];
            fixed (nint* pointers = symbols) OrtStatus.Check(api, api.GetSymbolicDimensions(tensor, (byte**)pointers, rank));
            for (nuint i = 0; i < rank; i++)
                names[i] = Marshal.PtrToStringUTF8(symbols[i]) is { Length: > 0 } symbol ? symbol : null;
        }

        return new TensorInfo(name, TensorElementTypes.FromNative(element), shape, names);
    }

    /// <summary>Copies a text that the library allocated, and frees it.</summary>
    private static string Take(OrtApi api, nint allocator, byte* text)
    {
        var copy = Marshal.PtrToStringUTF8((nint)text) ?? "";
        Free(api, allocator, text);
        return copy;
    }

    private static void Free(OrtApi api, nint allocator, void* memory)
    {
        if (memory is null) return;
        var status = api.AllocatorFree(allocator, memory);
        if (status != 0) api.ReleaseStatus(status);
    }
}
