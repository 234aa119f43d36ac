using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>Owns an <c>edge_encoder</c>.</summary>
internal sealed unsafe class SafeImageEncoderHandle : SafeHandle
{
    private readonly OpenCvApi _api;

    public SafeImageEncoderHandle(OpenCvApi api)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _api = api;
        nint encoder;
        api.Check(api.EncoderCreate(&encoder), "An image encoder could not be made");
        SetHandle(encoder);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _api.EncoderFree(handle);
        return true;
    }
}
