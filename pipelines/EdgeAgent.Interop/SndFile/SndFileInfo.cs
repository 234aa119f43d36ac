using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.SndFile;

/// <summary><c>SF_INFO</c>, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SndFileInfo
{
    public long Frames;
    public int SampleRate;
    public int Channels;
    public int Format;
    public int Sections;
    public int Seekable;
}
