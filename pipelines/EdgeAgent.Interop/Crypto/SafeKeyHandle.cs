using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Crypto;

/// <summary>Owns an <c>EVP_PKEY</c>.</summary>
internal sealed unsafe class SafeKeyHandle : SafeHandle
{
    public SafeKeyHandle(nint key) : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(key);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        CryptoApi.Instance.FreeKey(handle);
        return true;
    }
}
