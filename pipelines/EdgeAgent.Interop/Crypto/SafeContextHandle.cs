using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Crypto;

/// <summary>Owns an <c>EVP_MD_CTX</c>.</summary>
internal sealed unsafe class SafeContextHandle : SafeHandle
{
    public SafeContextHandle() : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(CryptoApi.Instance.NewContext());

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        CryptoApi.Instance.FreeContext(handle);
        return true;
    }
}
