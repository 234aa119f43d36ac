namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Which managed type an element type is, and how many bytes it takes.</summary>
internal static class TensorElementTypes
{
    /// <summary>Bytes of an element; 0 for what cannot lie in a buffer.</summary>
    public static int Size(this TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 => 2,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Int64 or TensorElementType.UInt64 or TensorElementType.Double => 8,
        _ => 0,
    };

    public static bool Is<T>(this TensorElementType type) where T : unmanaged => type switch
    {
        TensorElementType.Float => typeof(T) == typeof(float),
        TensorElementType.UInt8 => typeof(T) == typeof(byte),
        TensorElementType.Int8 => typeof(T) == typeof(sbyte),
        TensorElementType.UInt16 => typeof(T) == typeof(ushort),
        TensorElementType.Int16 => typeof(T) == typeof(short),
        TensorElementType.Int32 => typeof(T) == typeof(int),
        TensorElementType.Int64 => typeof(T) == typeof(long),
        TensorElementType.Bool => typeof(T) == typeof(bool),
        TensorElementType.Float16 => typeof(T) == typeof(Half),
        TensorElementType.Double => typeof(T) == typeof(double),
        TensorElementType.UInt32 => typeof(T) == typeof(uint),
        TensorElementType.UInt64 => typeof(T) == typeof(ulong),
        _ => false,
    };

    /// <summary>The native code, where this binding knows the type.</summary>
    public static TensorElementType FromNative(int code) =>
        code is > (int)TensorElementType.Undefined and <= (int)TensorElementType.UInt64 ? (TensorElementType)code : TensorElementType.Undefined;
}
