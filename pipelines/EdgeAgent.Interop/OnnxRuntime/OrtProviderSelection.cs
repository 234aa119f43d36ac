namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Opens a session on the best provider that works, or on the one that was asked for.</summary>
internal static class OrtProviderSelection
{
    private static readonly OrtProvider[] BestFirst = [OrtProvider.TensorRt, OrtProvider.Cuda, OrtProvider.Cpu];

    /// <param name="library">The loaded library.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="create">Makes the session from native options.</param>
    /// <param name="notes">Gets one sentence for each better provider that was not taken.</param>
    /// <exception cref="OrtException">The model cannot be opened, or the provider that was asked for cannot be had.</exception>
    public static (OrtSessionHandle Session, OrtProvider Provider) Open(
        OnnxRuntimeLibrary library, OrtSessionOptions options, Func<OrtSessionOptionsHandle, OrtSessionHandle> create, List<string> notes)
    {
        var asked = options.Provider;
        if (asked == OrtProvider.Cpu) return (Attempt(library, options, OrtProvider.Cpu, create), OrtProvider.Cpu);
        if (asked != OrtProvider.Auto && WhyNotHere(library, asked) is { } missing)
            throw CannotBeHad(asked, missing, OrtErrorCode.NotFound, cause: null);

        foreach (var provider in asked == OrtProvider.Auto ? BestFirst : [asked])
        {
            if (WhyNotHere(library, provider) is { } reason)
            {
                notes.Add($"{provider.DisplayName()}: {reason}");
                continue;
            }

            var errors = new List<string>();
            try
            {
                return (OrtLog.Listen(errors, () => Attempt(library, options, provider, create)), provider);
            }
            catch (OrtException e) when (provider != OrtProvider.Cpu && !IsAboutTheModel(e.Code))
            {
                var why = errors.Count == 0 ? e.Message : $"{e.Message.TrimEnd('.')} ({errors[0].TrimEnd('.')}).";
                if (asked != OrtProvider.Auto) throw CannotBeHad(asked, why, e.Code, e);
                notes.Add($"{provider.DisplayName()}: {why}");
            }
        }

        throw new OrtException(OrtErrorCode.NotFound, $"{library.Path} offers no provider that can run a model, not even the CPU's.");
    }

    private static OrtSessionHandle Attempt(OnnxRuntimeLibrary library, OrtSessionOptions options, OrtProvider provider, Func<OrtSessionOptionsHandle, OrtSessionHandle> create)
    {
        var withCuda = WhyNotHere(library, OrtProvider.Cuda) is null;
        using var native = OrtSessionOptionsWriter.Create(library.Api, options, provider, withCuda);
        return create(native);
    }

    /// <summary>What can be told without trying: trying makes the library log errors for a box that simply has no GPU.</summary>
    internal static string? WhyNotHere(OnnxRuntimeLibrary library, OrtProvider provider)
    {
        if (!library.AvailableProviders.Contains(provider.NativeName()))
            return $"this library ({library.Path}, {library.Version}) was built without it.";
        foreach (var file in provider.LibraryFiles())
            if (!library.HasBeside(file)) return $"{file} is not beside {library.Path}.";
        return null;
    }

    /// <summary>A damaged or missing model is no fault of the provider: trying the next one would only say it again.</summary>
    private static bool IsAboutTheModel(OrtErrorCode code) =>
        code is OrtErrorCode.NoSuchFile or OrtErrorCode.NoModel or OrtErrorCode.InvalidProtobuf or OrtErrorCode.InvalidGraph;

    private static OrtException CannotBeHad(OrtProvider provider, string reason, OrtErrorCode code, Exception? cause) =>
        new(code, $"{provider.DisplayName()} was asked for and cannot be had, set the provider to auto or cpu: {reason}", cause);
}
