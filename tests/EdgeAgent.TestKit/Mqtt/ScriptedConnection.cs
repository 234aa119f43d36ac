using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>One client of a scripted broker: reads packets, records them, plays the script.</summary>
internal sealed class ScriptedConnection(ScriptedBroker broker, Socket socket, int number) : IDisposable
{
    private const int LargestPacket = 64 << 20;

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly List<ushort> _held = [];
    private readonly ClientState _state = new();

    /// <summary>Until the connection ends, whoever ends it.</summary>
    public async Task RunAsync()
    {
        var reader = PipeReader.Create(_stream);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync();
                var rest = read.Buffer;
                while (TryCut(ref rest, out var header, out var body, out var length))
                    if (!await TakeAsync(header, body, length)) return;
                if (read.IsCompleted)
                {
                    if (!rest.IsEmpty) broker.Record(new MalformedPacket($"the connection ended in the middle of a packet, {rest.Length} bytes of it", rest.ToArray()) { Connection = number });
                    return;
                }

                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        catch (MqttProtocolException error)
        {
            await RefuseAsync(error.Message, []);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException)
        {
            // The client, or the test, has closed.
        }
        finally
        {
            await reader.CompleteAsync();
            Dispose();
        }
    }

    public async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
        }
        finally
        {
            _sending.Release();
        }
    }

    public Task DeliverAsync(PublishPacket packet) => SendAsync(MqttEncoder.Publish(packet, _state.Version));

    public async Task ReleaseAsync(bool reversed)
    {
        ushort[] held;
        lock (_held)
        {
            held = [.. _held];
            _held.Clear();
        }

        if (reversed) Array.Reverse(held);
        foreach (var id in held) await AckAsync(id, 0, MqttProperties.None);
    }

    public async Task DisconnectAsync(byte reason, MqttProperties properties)
    {
        if (_state.Version == 5) await SendAsync(MqttEncoder.Disconnect(reason, properties));
        Dispose();
    }

    public void Dispose() => _stream.Dispose();

    private async Task<bool> TakeAsync(byte header, byte[] body, int length)
    {
        MqttPacket packet;
        try
        {
            packet = _state.Take(MqttDecoder.Decode(header, body, _state.Version) with { Connection = number, Bytes = length });
        }
        catch (MqttProtocolException error)
        {
            await RefuseAsync(error.Message, body);
            return false;
        }

        broker.Record(packet);
        return packet switch
        {
            ConnectPacket connect => await ConnectAsync(connect),
            PublishPacket publish => await PublishAsync(publish),
            AckPacket { Type: MqttPacketType.PubRel } release => await SentAsync(_state.Complete(release.Id, MqttPacketType.PubComp)),
            AckPacket { Type: MqttPacketType.PubRec } received => await SentAsync(MqttEncoder.Ack(MqttPacketType.PubRel, received.Id, 0, MqttProperties.None, _state.Version)),
            SubscribePacket subscribe => await SentAsync(MqttEncoder.SubscribeAck(subscribe, _state.Version, broker.Script.Subscribe)),
            PingPacket => await SentAsync([0xD0, 0]),
            DisconnectPacket => false,
            _ => true,
        };
    }

    private async Task<bool> SentAsync(byte[] bytes)
    {
        await SendAsync(bytes);
        return true;
    }

    private async Task<bool> ConnectAsync(ConnectPacket connect)
    {
        var reply = broker.Script.Connect(connect);
        if (reply.Answers)
        {
            _state.Accepted(reply.Properties);
            await SendAsync(MqttEncoder.ConnectAck(reply.Code, reply.SessionPresent, reply.Properties, reply.AsVersion4 ? 4 : connect.Version));
        }

        if (reply.Bytes.Length > 0) await SendAsync(reply.Bytes);
        return !reply.Closes;
    }

    private async Task<bool> PublishAsync(PublishPacket publish)
    {
        var reply = broker.Script.Publish(publish);
        switch (reply.Kind)
        {
            case PublishReplyKind.Ack when publish.Qos > 0:
                await AckAsync(publish.Id, reply.Reason, reply.Properties);
                break;
            case PublishReplyKind.Hold when publish.Qos > 0:
                lock (_held) _held.Add(publish.Id);
                break;
            case PublishReplyKind.ReleaseReversed when publish.Qos > 0:
                lock (_held) _held.Add(publish.Id);
                await ReleaseAsync(reversed: true);
                break;
            case PublishReplyKind.Disconnect:
                await DisconnectAsync(reply.Reason, reply.Properties);
                return false;
            case PublishReplyKind.Close:
                return false;
            case PublishReplyKind.Send:
                await SendAsync(reply.Bytes);
                break;
        }

        return true;
    }

    private Task AckAsync(ushort id, byte reason, MqttProperties properties)
    {
        if (_state.QosOf(id) == 2) return SendAsync(MqttEncoder.Ack(MqttPacketType.PubRec, id, reason, properties, _state.Version));
        _state.Settle(id);
        return SendAsync(MqttEncoder.Ack(MqttPacketType.PubAck, id, reason, properties, _state.Version));
    }

    private async Task RefuseAsync(string error, byte[] content)
    {
        broker.Record(new MalformedPacket(error, content) { Connection = number });
        try
        {
            await DisconnectAsync(0x81, new MqttProperties { Reason = error });
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or SocketException)
        {
            // It is recorded; the client need not hear it.
        }
    }

    // One whole packet off the front, or none yet.
    private bool TryCut(ref ReadOnlySequence<byte> rest, out byte header, out byte[] body, out int length)
    {
        header = 0;
        body = [];
        length = 0;
        var reader = new SequenceReader<byte>(rest);
        if (!reader.TryRead(out header)) return false;
        var remaining = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (shift == 28) throw new MqttProtocolException("the remaining length has more than four bytes");
            if (!reader.TryRead(out var next)) return false;
            remaining |= (next & 0x7F) << shift;
            if ((next & 0x80) == 0) break;
        }

        length = checked((int)reader.Consumed) + remaining;
        if (length > Math.Min(_state.LargestPacket, LargestPacket)) throw new MqttProtocolException($"a packet of {length} bytes, over the limit of {Math.Min(_state.LargestPacket, LargestPacket)}");
        if (reader.Remaining < remaining) return false;
        body = reader.UnreadSequence.Slice(0, remaining).ToArray();
        rest = rest.Slice(length);
        return true;
    }
}
