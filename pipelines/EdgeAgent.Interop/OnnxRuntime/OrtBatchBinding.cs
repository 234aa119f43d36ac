namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The native binding for one batch size: tensors over the first rows of the shared buffers, and an <c>OrtIoBinding</c> that names them.</summary>
internal sealed unsafe class OrtBatchBinding : IDisposable
{
    private readonly BoundTensor[] _inputs;
    private readonly OrtValueHandle?[] _inputValues;
    private readonly OrtValueHandle?[] _outputValues;
    private readonly OrtIoBindingHandle _binding;
    private readonly BoundTensor[] _outputs;
    private readonly nint _cpuMemory;
    private readonly bool _hasOpen;
    private readonly OrtApi _api;

    public OrtBatchBinding(OnnxRuntimeLibrary library, OrtSessionHandle session, BoundTensor[] inputs, BoundTensor[] outputs, int batch)
    {
        _api = library.Api;
        (_inputs, _outputs, _cpuMemory) = (inputs, outputs, library.CpuMemory.Value);
        _hasOpen = Array.Exists(outputs, output => output.IsOpen);
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
                // Binds in order: the values of a run come in the same one.
                if (outputs[i].IsOpen)
                {
                    BindOpen(outputs[i]);
                    continue;
                }

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

    /// <summary>Forgets what the run before made: a value that is still bound would have to fit.</summary>
    public void BeginRun()
    {
        if (!_hasOpen) return;
        foreach (var output in _outputs)
            if (output.IsOpen) BindOpen(output);
    }

    /// <summary>Takes what a run made of outputs that are open.</summary>
    public void EndRun()
    {
        if (!_hasOpen) return;
        nint allocator;
        OrtStatus.Check(_api, _api.GetAllocatorWithDefaultOptions(&allocator));
        nint* values;
        nuint count;
        OrtStatus.Check(_api, _api.GetBoundOutputValues(Native, allocator, &values, &count));
        // Every value has an owner before anything can fail.
        for (var i = 0; i < (int)count; i++)
            if (i >= _outputs.Length || !_outputs[i].IsOpen) _api.ReleaseValue(values[i]);
        Exception? failure = null;
        for (var i = 0; i < Math.Min((int)count, _outputs.Length); i++)
        {
            if (!_outputs[i].IsOpen) continue;
            try
            {
                _outputs[i].Take(_api, values[i]);
            }
            catch (OrtException error)
            {
                failure = error;
            }
        }

        _api.AllocatorFree(allocator, values);
        if (failure is not null) throw failure;
    }

    private void BindOpen(BoundTensor output)
    {
        fixed (byte* name = output.Name) OrtStatus.Check(_api, _api.BindOutputToDevice(Native, name, _cpuMemory));
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _inputValues) value?.Dispose();
        foreach (var value in _outputValues) value?.Dispose();
    }
}
