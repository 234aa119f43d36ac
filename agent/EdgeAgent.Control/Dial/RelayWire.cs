using System.Text;

namespace EdgeAgent.Control.Dial;

/// <summary>
/// What a relay, boxes and callers say to each other inside TLS before bytes are only passed on: one line of ASCII each way.
/// A box says <c>DEVICE name seconds</c> and then waits: it answers <see cref="Ask"/> with <see cref="Alive"/>, and <see cref="Go"/> with <see cref="Here"/>, after which the connection is a caller's.
/// A caller says <c>CALL name</c>; after <see cref="Ok"/> the connection is the box's. Names are percent-encoded. Within it caller and box speak TLS of their own, which the relay can't read.
/// </summary>
public static class RelayWire
{
    /// <summary>The protocol by its ALPN name, so that nobody takes a relay for something else.</summary>
    public const string Protocol = "edge-relay/1";

    /// <summary>A box offers a connection.</summary>
    public const string Device = "DEVICE";

    /// <summary>A caller wants a box.</summary>
    public const string Call = "CALL";

    /// <summary>The relay agrees.</summary>
    public const string Ok = "OK";

    /// <summary>The relay refuses; a sentence follows.</summary>
    public const string No = "NO";

    /// <summary>Longest line, bytes.</summary>
    public const int LongestLine = 1024;

    /// <summary>The relay asks a waiting box for a sign of life.</summary>
    public const byte Ask = (byte)'?';

    /// <summary>The box gives it.</summary>
    public const byte Alive = (byte)'!';

    /// <summary>The relay tells a waiting box that a caller is there.</summary>
    public const byte Go = (byte)'>';

    /// <summary>The box is ready for the caller.</summary>
    public const byte Here = (byte)'<';

    private const string DevicePrefix = "edge-agent:device/";

    /// <summary>The URI name in a box's certificate by which relay and callers know it.</summary>
    public static string NameOf(string device) => DevicePrefix + Uri.EscapeDataString(device);

    /// <summary>Writes a line.</summary>
    public static async Task WriteLineAsync(Stream stream, string line, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\n"), cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads a line and not a byte more: what follows belongs to somebody else.</summary>
    /// <exception cref="IOException">The other side ended before the line did, or the line is none.</exception>
    public static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < LongestLine)
        {
            if (await stream.ReadAsync(one, cancellation).ConfigureAwait(false) == 0) throw new IOException("the other side has closed the connection");
            if (one[0] == (byte)'\n') return line.ToString();
            if (one[0] is < 0x20 or > 0x7e) break;
            line.Append((char)one[0]);
        }

        throw new IOException("the other side does not speak the relay's protocol");
    }
}
