namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary><c>OrtSession</c>; keeps the environment alive.</summary>
internal sealed unsafe class OrtSessionHandle : OrtHandle
{
    public OrtSessionHandle(OrtApi api, nint value, OrtEnvHandle environment)
        : base(api, value, environment)
    {
    }

    protected override void Release() => Api.ReleaseSession(handle);
}
