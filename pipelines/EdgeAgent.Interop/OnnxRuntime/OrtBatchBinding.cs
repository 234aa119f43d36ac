namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The native binding for one batch size: tensors over the first rows of the shared buffers, and an <c>OrtIoBinding</c> that names them.</summary>
internal sealed unsafe class OrtBatchBinding : IDisposable
{
    private readonly BoundTensor[] _inputs;
    private readonly OrtValueHandle?[] _inputValues;
    private readonly OrtValueHandle?[] _outputValues;
    private readonly OrtIoBindingHandle _binding;
    private readonly OrtApi _api;

    public OrtBatchBinding(OnnxRuntimeLibrary library, OrtSessionHandle session, BoundTensor[] inputs, BoundTensor[] outputs, int batch)
    {
        _api = library.Api;
        _inputs = inputs;
        _inputValues = new OrtValueHandle?[inputs.Length];
        _outputValues = new OrtValueHandle?[outputs.Length];

        nint native;
        OrtStatus.Check(_api, _api.CreateIoBinding(session.Value, &native));
        _binding = new OrtIoBindingHandle(_api, native, session);
        try
        {
            for (var i = 0; i < inputs.Length; i++)
                _inputValues[i] = inputs[i].CreateValue(library, batch);
            for (var i = 0; i < outputs.Length; i++)
            {
                var value = _outputValues[i] = outputs[i].CreateValue(library, batch);
                fixed (byte* name = outputs[i].Name) OrtStatus.Check(_api, _api.BindOutput(native, name, value.Value));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The <c>OrtIoBinding*</c>.</summary>
    public nint Native => _binding.Value;

    /// <summary>Binds the inputs: on the CPU a reference to the buffer, elsewhere a copy of what is in it now.</summary>
    public void BindInputs()
    {
        for (var i = 0; i < _inputs.Length; i++)
            fixed (byte* name = _inputs[i].Name) OrtStatus.Check(_api, _api.BindInput(Native, name, _inputValues[i]!.Value));
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _inputValues) value?.Dispose();
        foreach (var value in _outputValues) value?.Dispose();
    }
}
