using EdgeAgent.Run;

namespace EdgeAgent.Tests.Run;

public sealed class BoardSensorsTests
{
    [Fact]
    public void Read_BoardWithThermometers_TellsThoseThatAnswer()
    {
        using var system = new TemporaryFolder();
        Zone("thermal_zone0", "cpu-thermal", "48250\n");
        Zone("thermal_zone1", "gpu-thermal", "off\n");
        Zone("thermal_zone2", "outside", "-3500\n");
        system.Folder("sys/class/thermal/thermal_zone3");

        var readings = new BoardSensors(system.Path, TimeProvider.System, system.Path).Read();

        Assert.Equal([("cpu-thermal", 48.25), ("outside", -3.5)], readings.Temperatures.Select(t => (t.Zone, t.Celsius)));
        Assert.True(readings.Disk!.FreeBytes > 0 && readings.Disk.TotalBytes >= readings.Disk.FreeBytes);
        Assert.True(readings.ResidentBytes > 0);

        void Zone(string name, string type, string value)
        {
            system.Folder($"sys/class/thermal/{name}");
            system.Write($"sys/class/thermal/{name}/type", System.Text.Encoding.ASCII.GetBytes(type + "\n"));
            system.Write($"sys/class/thermal/{name}/temp", System.Text.Encoding.ASCII.GetBytes(value));
        }
    }

    [Fact]
    public void Read_BoardWithoutThermometers_TellsNone()
    {
        using var system = new TemporaryFolder();

        Assert.Empty(new BoardSensors(system["gone"], TimeProvider.System, system.Path).Read().Temperatures);
    }
}
