using System.Diagnostics;
using EdgeAgent.Interop.Kernel;

namespace EdgeAgent.Interop.Tests.Kernel;

public sealed class KernelClockTests
{
    [Fact]
    public void Read_RealKernel_GivesPlausibleFigures()
    {
        var status = Read();

        // The kernel's own limits: 16 s of error (which grows no further), 500 ppm and a tick that may be 10 % off.
        Assert.InRange(status.MaximumErrorSeconds, 0, 16.1);
        Assert.InRange(status.EstimatedErrorSeconds, 0, 16.1);
        Assert.InRange(status.FrequencyPpm, -500.1, 500.1);
        Assert.InRange(status.OffsetSeconds, -0.6, 0.6);
    }

    [Fact]
    public async Task Read_AnotherProgramReadsItToo_TheyAgree()
    {
        var status = Read();
        var start = new ProcessStartInfo("python3", ["-c", Reader]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process? python = null;
        try
        {
            python = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed");
        }

        using (python)
        {
            var words = (await python!.StandardOutput.ReadToEndAsync()).Split();
            await python.WaitForExitAsync();
            Assert.SkipWhen(words.Length < 3, "python3 could not read the clock");
            Assert.Equal(words[0] != "5" && (int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture) & 0x40) == 0, status.Synchronized);
            // It grows by 500 µs a second while nobody corrects the clock, and falls when somebody does.
            Assert.InRange(status.MaximumErrorSeconds - (long.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture) * 1e-6), -0.5, 0.5);
        }
    }

    private static string Reader => """
        import ctypes
        class Timex(ctypes.Structure):
            _fields_ = [("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
                        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("rest", ctypes.c_byte * 256)]
        buffer = Timex()
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(buffer))
        print(state, buffer.status, buffer.maxerror)
        """;

    private static KernelClockStatus Read()
    {
        var status = KernelClock.Read();
        Assert.SkipWhen(status is null, "the kernel or its sandbox does not tell about its clock");
        return status.Value;
    }
}
