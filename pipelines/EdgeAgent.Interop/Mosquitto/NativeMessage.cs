using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary><c>struct mosquitto_message</c>, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public int Id;
    public byte* Topic;
    public void* Payload;
    public int PayloadLength;
    public int Qos;
    public byte Retain;
}
