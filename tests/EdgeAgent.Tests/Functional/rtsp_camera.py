"""A camera that speaks RTSP: plays raw rgb24 frames as H.264. Prints its port. Usage: rtsp_camera.py FILE WIDTH HEIGHT RATE"""
import sys

MISSING = 77

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer
except (ImportError, ValueError) as error:
    print(error, file=sys.stderr)
    sys.exit(MISSING)

Gst.init(None)
if Gst.ElementFactory.find("x264enc") is None:
    print("there is no x264enc", file=sys.stderr)
    sys.exit(MISSING)
path, width, height, rate = sys.argv[1:5]
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f"( filesrc location={path} ! rawvideoparse format=rgb width={width} height={height} framerate={rate}/1 ! videoconvert"
    f" ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max={rate} bitrate=2000 ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
server.get_mount_points().add_factory("/live", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
