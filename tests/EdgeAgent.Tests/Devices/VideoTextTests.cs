using EdgeAgent.Devices;

namespace EdgeAgent.Tests.Devices;

public sealed class VideoTextTests
{
    private const string Devices = """
        bcm2835-codec-decode (platform:bcm2835-codec):
        	/dev/video10
        	/dev/video11
        	/dev/media0

        HD Pro Webcam C920 (usb-0000:00:14.0-1):
        	/dev/video0
        	/dev/video1
        	/dev/media1

        vi-output, imx219 9-0010 (platform:tegra-capture-vi:1):
        	/dev/video2
        """;

    private const string Formats = """
        ioctl: VIDIOC_ENUM_FMT
        	Type: Video Capture

        	[0]: 'YUYV' (YUYV 4:2:2)
        		Size: Discrete 640x480
        			Interval: Discrete 0.033s (30.000 fps)
        		Size: Discrete 1280x720
        			Interval: Discrete 0.100s (10.000 fps)
        		Size: Discrete 160x90
        	[1]: 'MJPG' (Motion-JPEG, compressed)
        		Size: Discrete 1920x1080
        	[2]: 'RG10' (10-bit Bayer RGRG/GBGB)
        		Size: Stepwise 32x32 - 3280x2464 with step 2/2
        """;

    [Fact]
    public void Cameras_ListOfV4l2_AreOneADevice() =>
        Assert.Equal(
            [("/dev/video10", "bcm2835-codec-decode"), ("/dev/video0", "HD Pro Webcam C920"), ("/dev/video2", "vi-output, imx219 9-0010")],
            VideoText.Cameras(Devices.Split('\n')).Select(c => (c.Path, c.Name)));

    [Fact]
    public void Formats_OfOneCamera_HaveTheirLargestSize() => Assert.Equal(["YUYV 1280x720", "MJPG 1920x1080", "RG10 3280x2464"], VideoText.Formats(Formats.Split('\n')));

    [Theory]
    [InlineData("")]
    [InlineData("Cannot open device /dev/video0, exiting.")]
    [InlineData("\t/dev/video0")]
    public void Cameras_None_IsNone(string text) => Assert.Empty(VideoText.Cameras(text.Split('\n')));
}
