namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>A program that plays a hydrophone in real time, and does what a file tells it to do wrong; where the disk is full, it lets a whale call.</summary>
internal static class Recorder
{
    /// <summary>Sample frames a second.</summary>
    public const int Rate = 4000;

    /// <summary>Arguments: <c>pipe FOLDER</c> writes to standard output; <c>serve FOLDER PORT</c> to whoever asks over HTTP. Raw 32-bit floats.</summary>
    public const string Script = """
        import os, random, socket, struct, sys, time
        mode, folder = sys.argv[1], sys.argv[2]
        rate = 4000
        r = random.Random(folder)
        def make(size): return struct.pack('<%df' % (4 * rate), *[r.gauss(0, size) for _ in range(4 * rate)])
        noise, loud = make(.02), make(.3)
        def at(name): return os.path.join(folder, name)
        def take():
            try:
                with open(at('fault')) as f: fault = f.read().strip()
                os.remove(at('fault'))
                return fault
            except FileNotFoundError: return None
        def play(out):
            if os.path.exists(at('gone')):
                print('no such device', file=sys.stderr); sys.exit(3)
            start, sent, speed, place, calls_until = time.monotonic(), 0, 1.0, r.randrange(rate) * 4, 0
            while True:
                due = int((time.monotonic() - start) * rate * speed)
                if due > sent:
                    count = (due - sent) * 4
                    block, sea = b'', loud if time.monotonic() < calls_until else noise
                    while len(block) < count:
                        part = sea[place:place + count - len(block)]
                        block, place = block + part, (place + len(part)) % len(sea)
                    out(block)
                    sent = due
                time.sleep(0.02)
                if os.path.exists(at('gone')): print('the device is gone', file=sys.stderr); sys.exit(3)
                fault = take()
                if fault == 'DiskFull': calls_until = time.monotonic() + 2
                if fault == 'Stalled': time.sleep(1000)
                if fault == 'Torn': out(noise[:401]); sys.exit(1)
                if fault == 'WrongRate': start, sent, speed = time.monotonic(), 0, 1.7
                if fault == 'Garbage': out(bytes(r.randrange(256) for _ in range(16000))); time.sleep(1000)
                if fault == 'Frozen': noise_before = noise; globals()['noise'] = struct.pack('<f', .25) * (4 * rate)
                if fault == 'Exits': print('the cable is out', file=sys.stderr); sys.exit(7)
                if fault == 'NetworkCut': time.sleep(float(open(at('outage')).read())); return
        with open(at('pid.new'), 'w') as f: f.write(str(os.getpid()))
        os.rename(at('pid.new'), at('pid'))
        if mode == 'pipe':
            def out(b):
                while b: b = b[os.write(1, b):]
            play(out)
        else:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(('127.0.0.1', int(sys.argv[3])))
            server.listen(4)
            while True:
                peer, _ = server.accept()
                try:
                    peer.recv(4096)
                    peer.sendall(b'HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n')
                    play(peer.sendall)
                except (BrokenPipeError, ConnectionResetError): pass
                peer.close()
        """;
}
