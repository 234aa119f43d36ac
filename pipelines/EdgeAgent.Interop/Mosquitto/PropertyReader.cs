using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Reads a native list of properties, which may be empty (0).</summary>
internal static unsafe class PropertyReader
{
    public static byte Byte(MosquittoApi api, nint list, int property, byte otherwise)
    {
        byte value;
        return list != 0 && api.ReadByte(list, property, &value, 0) != 0 ? value : otherwise;
    }

    public static ushort? Int16(MosquittoApi api, nint list, int property)
    {
        ushort value;
        return list != 0 && api.ReadInt16(list, property, &value, 0) != 0 ? value : null;
    }

    public static uint? Int32(MosquittoApi api, nint list, int property)
    {
        uint value;
        return list != 0 && api.ReadInt32(list, property, &value, 0) != 0 ? value : null;
    }

    public static string? Text(MosquittoApi api, nint list, int property)
    {
        byte* value = null;
        return list != 0 && api.ReadString(list, property, &value, 0) != 0 ? Taken(value) : null;
    }

    public static byte[]? Bytes(MosquittoApi api, nint list, int property)
    {
        void* value = null;
        ushort length;
        if (list == 0 || api.ReadBinary(list, property, &value, &length, 0) == 0) return null;
        var bytes = new ReadOnlySpan<byte>(value, length).ToArray();
        NativeMemory.Free(value);
        return bytes;
    }

    public static List<KeyValuePair<string, string>> UserProperties(MosquittoApi api, nint list)
    {
        var found = new List<KeyValuePair<string, string>>();
        if (list == 0) return found;
        byte* name = null, value = null;
        var at = api.ReadStringPair(list, MosquittoConstants.UserProperty, &name, &value, 0);
        while (at != 0)
        {
            found.Add(new(Taken(name), Taken(value)));
            name = value = null;
            at = api.ReadStringPair(at, MosquittoConstants.UserProperty, &name, &value, 1);
        }

        return found;
    }

    /// <summary>The library gives a copy from malloc, to be freed by the one who asked.</summary>
    private static string Taken(byte* text)
    {
        var managed = Marshal.PtrToStringUTF8((nint)text) ?? "";
        NativeMemory.Free(text);
        return managed;
    }
}
