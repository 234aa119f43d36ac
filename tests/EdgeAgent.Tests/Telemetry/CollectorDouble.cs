using System.Collections.Concurrent;
using System.Net;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Telemetry;

/// <summary>A receiver of OTLP over HTTP that reads the real protobuf messages.</summary>
internal sealed class CollectorDouble : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _running;

    public CollectorDouble()
    {
        Address = $"http://127.0.0.1:{FreePort.Next()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _running = ReceiveAsync();
    }

    public string Address { get; }

    /// <summary>Names and units of the metrics that came.</summary>
    public ConcurrentDictionary<string, string> Metrics { get; } = new();

    /// <summary>The newest value of each sum and gauge, by name and its labels' values.</summary>
    public ConcurrentDictionary<string, double> Values { get; } = new();

    /// <summary>Spans that came.</summary>
    public ConcurrentQueue<(string Trace, string Id, string Parent, string Name, ulong Start, ulong End)> Spans { get; } = new();

    /// <summary>The headers named X-Token that came.</summary>
    public ConcurrentDictionary<string, bool> Tokens { get; } = new();

    public void Dispose()
    {
        _listener.Close();
        _running.Wait(TimeSpan.FromSeconds(10));
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Take(context.Request.Url!.AbsolutePath, new ProtoFields(body.ToArray()));
                Tokens[context.Request.Headers["X-Token"] ?? ""] = true;
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private void Take(string path, ProtoFields request)
    {
        foreach (var part in request.Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)))
        {
            if (path == "/v1/metrics")
            {
                Metrics[part.Text(1)] = part.Text(3);
                foreach (var point in part.Messages(5).Concat(part.Messages(7)).SelectMany(data => data.Messages(1)))
                    Values[string.Join(' ', [part.Text(1), .. point.Messages(7).Select(a => a.Messages(2).First().Text(1))])] = point.Has(4) ? BitConverter.UInt64BitsToDouble(point.Fixed(4)) : (long)point.Fixed(6);
            }
            else if (path == "/v1/traces") Spans.Enqueue((part.Hex(1), part.Hex(2), part.Hex(4), part.Text(5), part.Fixed(7), part.Fixed(8)));
        }
    }
}
