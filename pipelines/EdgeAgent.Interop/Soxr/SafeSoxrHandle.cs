using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Soxr;

/// <summary>Owns a <c>soxr_t</c>.</summary>
internal sealed unsafe class SafeSoxrHandle : SafeHandle
{
    public SafeSoxrHandle(nint resampler) : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(resampler);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        SoxrApi.Instance.Delete(handle);
        return true;
    }
}
