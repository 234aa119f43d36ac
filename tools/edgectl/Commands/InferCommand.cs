using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl infer</c>: what a box's model makes of a file.</summary>
internal static class InferCommand
{
    private const int Chunk = 256 << 10;

    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var command = new Command("infer", "Sends a sound or image file to a box and shows what a model there makes of it: events and windows, or boxes and classes. Live windows come first.\n\nExample: edgectl infer song.wav --model humpback");
        var file = new Argument<string>("FILE") { Description = "Sound (WAV, FLAC, …) or image (JPEG, PNG, …) file." };
        var model = new Option<string>("--model") { Description = "NAME or NAME:VERSION; a version is a number, latest, stable or canary.", Required = true };
        var top = new Option<int>("--top") { Description = "Labels of a window or picture at most.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "The whole document as JSON." };
        command.Arguments.Add(file);
        foreach (var option in new Option[] { model, top, json }) command.Options.Add(option);
        var target = new TargetOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var channel = target.Open(parsed, time);
            var (name, version) = parsed.GetValue(model)!.Split(':', 2) is [var first, var second] ? (first, second) : (parsed.GetValue(model)!, "");
            var header = new PredictHeader { Model = name, Version = version, Top = parsed.GetValue(top) };
            var document = await SendAsync(new PredictionService.PredictionServiceClient(channel), header, parsed.GetValue(file)!, time, cancellation);
            if (parsed.GetValue(json)) Screen.Line(document);
            else PredictionText.Write(document, screen.Width);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> SendAsync(PredictionService.PredictionServiceClient client, PredictHeader header, string path, TimeProvider time, CancellationToken cancellation)
    {
        using var file = Open(path);
        var progress = new ProgressLine("sending", file.Length, 0, time);
        using var call = client.Predict(new CallOptions(cancellationToken: cancellation));
        try
        {
            await call.RequestStream.WriteAsync(new PredictRequest { Header = header }, cancellation);
            var buffer = new byte[Chunk];
            int read;
            while ((read = await file.ReadAsync(buffer, cancellation)) > 0)
            {
                await call.RequestStream.WriteAsync(new PredictRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellation);
                progress.Tell(file.Position);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            // The box has ended the call; its status, which the answer throws, says why.
        }
        finally
        {
            progress.End();
        }

        return (await call.ResponseAsync).Document;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EdgectlException($"{path} can't be read ({error.Message.TrimEnd('.')})", ExitCode.Unreadable);
        }
    }
}
