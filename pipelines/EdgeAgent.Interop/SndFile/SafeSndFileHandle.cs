using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.SndFile;

/// <summary>Owns a <c>SNDFILE*</c>.</summary>
internal sealed unsafe class SafeSndFileHandle : SafeHandle
{
    public SafeSndFileHandle(nint file) : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(file);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>What <c>sf_close</c> answered: 0, or the error of the last flush of a written file.</summary>
    public int CloseResult { get; private set; }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        CloseResult = SndFileApi.Instance.Close(handle);
        return CloseResult == 0;
    }
}
