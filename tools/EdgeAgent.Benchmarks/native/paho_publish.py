"""QoS 1 publishing with paho-mqtt as a Python user does it; speaks the protocol of peer.h with the messages of mqtt_publish.c."""
import resource
import struct
import sys
import threading
import time

import paho.mqtt
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


def load(path):
    with open(path, "rb") as file:
        data = file.read()
    at, messages = 0, []

    def text():
        nonlocal at
        (length,) = struct.unpack_from("<H", data, at)
        at += 2 + length
        return data[at - length:at].decode()

    while at < len(data):
        topic = text()
        (count,) = struct.unpack_from("<H", data, at)
        at += 2
        user = [(text(), text()) for _ in range(count)]
        (length,) = struct.unpack_from("<I", data, at)
        at += 4 + length
        messages.append((topic, user, data[at - length:at]))
    return messages


def cpu():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime


def run(host, port, messages, count, window):
    client = mqtt.Client("edge-bench-paho", protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(window)
    connected, done = threading.Event(), threading.Event()
    room = threading.Semaphore(window)
    answered = 0

    def on_publish(*_):
        nonlocal answered
        answered += 1
        room.release()
        if answered == count:
            done.set()

    client.on_connect = lambda *_: connected.set()
    client.on_publish = on_publish
    client.connect(host, port)
    client.loop_start()
    connected.wait()
    used, began = cpu(), time.monotonic()
    for topic, user, payload in messages[:count]:
        room.acquire()
        properties = Properties(PacketTypes.PUBLISH)
        properties.PayloadFormatIndicator = 1
        properties.ContentType = "application/json"
        properties.UserProperty = user
        client.publish(topic, payload, qos=1, properties=properties)
    done.wait()
    wall, used = time.monotonic() - began, cpu() - used
    client.disconnect()
    client.loop_stop()
    print(f"done {count} {int(used * 1e9)} {int(wall * 1e9)} 0", flush=True)


def main():
    options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
    messages = load(options["--messages"])
    print(f"ready {len(messages)} {paho.mqtt.__version__}", flush=True)
    for line in sys.stdin:
        _, count, window = line.split()
        run(options["--host"], int(options["--port"]), messages, int(count), int(window))


main()
