using System.CommandLine;
using EdgeAgent.Hosting;
using EdgeAgent.Quantize;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent models quantize</c>: a smaller, faster variant, with proof that it hears the same.</summary>
internal static class ModelsQuantizeCommand
{
    private const string Help = """
        Makes a variant of a model (8 bits or 16-bit floats), compares it with the full model on this device, and adds it to the package with the report
        when it is within the budget; otherwise it says why, writes nothing and exits with 1.

        Example: edge-agent models quantize humpback --calibrate recordings/ --evaluate site/ --truth site.selections.txt
        Example: edge-agent models quantize spores --calibrate fields/ --evaluate others/ --truth others.json
        Example: edge-agent models quantize humpback --method fp16 --calibrate recordings/
        Example: edge-agent models quantize detector.onnx --calibrate tensors/ --dry-run --json
        """;

    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("quantize", Help);
        var config = new ConfigOptions(command);
        var arguments = new QuantizeArguments(command);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal();
            var request = arguments.Read(parsed);
            return await new QuantizeSession(config.Read(parsed), terminal, TimeProvider.System).RunAsync(request, signal.Token).ConfigureAwait(false);
        });
        return command;
    }
}
