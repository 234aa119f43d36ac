namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The process's one <c>OrtEnv</c>: logger and default thread settings.</summary>
internal sealed unsafe class OrtEnvHandle : OrtHandle
{
    public OrtEnvHandle(OrtApi api, nint value)
        : base(api, value, parent: null)
    {
    }

    protected override void Release() => Api.ReleaseEnv(handle);
}
