using Google.Protobuf;

namespace EdgeAgent.Edgectl.Output;

/// <summary>Answers as JSON, one line each, by protobuf's own mapping; numbers that are 0 and texts that are empty are there.</summary>
internal static class Json
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    /// <summary>The line.</summary>
    public static string Of(IMessage message) => Formatter.Format(message);
}
