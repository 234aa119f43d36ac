using System.CommandLine;
using System.Globalization;
using EdgeAgent.Control.Pki;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl support-bundle</c>: what somebody far away needs to understand a box in trouble.</summary>
internal static class SupportCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(TimeProvider time)
    {
        var verb = new Command("support-bundle", "Fetches what somebody far away needs to understand the box: what the agent said last, its status and configuration, the end of the audit log. Secrets are not in it.\n\nExample: edgectl support-bundle --out buoy-7.tar.gz");
        var output = new Option<string>("--out") { Description = "File to write (tar.gz), readable for you only.", Required = true };
        verb.Options.Add(output);
        var target = new TargetOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var channel = target.Open(parsed, time);
            using var call = new AgentService.AgentServiceClient(channel).SupportBundle(new SupportBundleRequest(), target.Call(parsed, time, cancellation));
            using var bytes = new MemoryStream();
            while (await call.ResponseStream.MoveNext(cancellation)) call.ResponseStream.Current.Chunk.WriteTo(bytes);
            PrivateFile.WriteSecret(parsed.GetValue(output)!, bytes.ToArray());
            Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(output)}  {bytes.Length} bytes"));
            return ExitCode.Done;
        });
        return verb;
    }
}
