using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary><c>struct pollfd</c>, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public const short In = 1;
    public const short Out = 4;
    public const short Error = 8;
    public const short HangUp = 16;

    public int Descriptor;
    public short Events;
    public short Ready;
}
