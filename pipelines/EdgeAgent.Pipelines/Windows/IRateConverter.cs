namespace EdgeAgent.Pipelines.Windows;

/// <summary>Brings samples from the source's rate to the model's. Output sample k lies at input time k / output rate.</summary>
internal interface IRateConverter : IDisposable
{
    /// <summary>Converts; may hold samples back until later ones arrive.</summary>
    void Process(ReadOnlySpan<float> input, Span<float> output, out int consumed, out int produced);

    /// <summary>Gives what is held back; 0 when nothing is left.</summary>
    int Flush(Span<float> output);
}
