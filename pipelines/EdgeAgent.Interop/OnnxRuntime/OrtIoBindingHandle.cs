namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary><c>OrtIoBinding</c>; keeps the session alive.</summary>
internal sealed unsafe class OrtIoBindingHandle : OrtHandle
{
    public OrtIoBindingHandle(OrtApi api, nint value, OrtSessionHandle session)
        : base(api, value, session)
    {
    }

    protected override void Release() => Api.ReleaseIoBinding(handle);
}
