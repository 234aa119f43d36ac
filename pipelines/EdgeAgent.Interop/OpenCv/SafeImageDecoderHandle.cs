using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>Owns an <c>edge_decoder</c>.</summary>
internal sealed unsafe class SafeImageDecoderHandle : SafeHandle
{
    private readonly OpenCvApi _api;

    public SafeImageDecoderHandle(OpenCvApi api)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _api = api;
        nint decoder;
        api.Check(api.DecoderCreate(&decoder), "An image decoder could not be made");
        SetHandle(decoder);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _api.DecoderFree(handle);
        return true;
    }
}
