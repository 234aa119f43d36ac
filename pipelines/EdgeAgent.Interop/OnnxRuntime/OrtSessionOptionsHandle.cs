namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary><c>OrtSessionOptions</c>, needed only until the session exists.</summary>
internal sealed unsafe class OrtSessionOptionsHandle : OrtHandle
{
    public OrtSessionOptionsHandle(OrtApi api, nint value)
        : base(api, value, parent: null)
    {
    }

    protected override void Release() => Api.ReleaseSessionOptions(handle);
}
