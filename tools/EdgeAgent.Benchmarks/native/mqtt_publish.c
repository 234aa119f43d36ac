// QoS 1 publishing with libmosquitto as a C program does it: one thread, the window kept full, every packet written at once.
// Command: "run COUNT WINDOW" publishes the first COUNT messages on a connection of its own and ends with the last PUBACK; connecting is not counted.
#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>

#include "peer.h"

enum { most_properties = 16 };

struct message {
    char *topic, *names[most_properties], *values[most_properties];
    int properties;
    uint32_t bytes;
    unsigned char *payload;
};

static struct message *messages;
static long message_count, answered;
static int connected;

static void check(int result) {
    if (result != MOSQ_ERR_SUCCESS) fail("libmosquitto", mosquitto_strerror(result));
}

static char *read_text(FILE *file) {
    uint16_t length;
    if (fread(&length, sizeof length, 1, file) != 1) return NULL;
    char *text = malloc(length + 1);
    if (fread(text, 1, length, file) != length) fail("the messages", "end early");
    text[length] = 0;
    return text;
}

// Topic, number of user properties, these, length of the payload, payload; numbers little-endian, texts behind their length.
static void load(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path, "can't be read");
    long room = 0;
    for (char *topic; (topic = read_text(file));) {
        if (message_count == room) messages = realloc(messages, (room = room ? room * 2 : 1024) * sizeof *messages);
        struct message *message = &messages[message_count++];
        uint16_t properties = 0;
        message->topic = topic;
        if (fread(&properties, sizeof properties, 1, file) != 1 || properties > most_properties) fail(path, "is not a list of messages");
        message->properties = properties;
        for (int i = 0; i < properties; i++) {
            message->names[i] = read_text(file);
            message->values[i] = read_text(file);
        }
        if (fread(&message->bytes, sizeof message->bytes, 1, file) != 1) fail(path, "ends early");
        message->payload = malloc(message->bytes);
        if (fread(message->payload, 1, message->bytes, file) != message->bytes) fail(path, "ends early");
    }
    fclose(file);
}

static void on_connect(struct mosquitto *client, void *context, int code) {
    (void)client, (void)context;
    if (code != 0) fail("the broker", mosquitto_connack_string(code));
    connected = 1;
}

static void on_publish(struct mosquitto *client, void *context, int id, int reason, const mosquitto_property *properties) {
    (void)client, (void)context, (void)id, (void)properties;
    if (reason >= 128) fail("the broker", mosquitto_reason_string(reason));
    answered++;
}

static void publish(struct mosquitto *client, const struct message *message) {
    mosquitto_property *properties = NULL;
    check(mosquitto_property_add_byte(&properties, MQTT_PROP_PAYLOAD_FORMAT_INDICATOR, 1));
    check(mosquitto_property_add_string(&properties, MQTT_PROP_CONTENT_TYPE, "application/json"));
    for (int i = 0; i < message->properties; i++) check(mosquitto_property_add_string_pair(&properties, MQTT_PROP_USER_PROPERTY, message->names[i], message->values[i]));
    check(mosquitto_publish_v5(client, NULL, message->topic, (int)message->bytes, message->payload, 1, false, properties));
    mosquitto_property_free_all(&properties);
}

// One round: waits until the socket is ready, reads all answers that are there.
static void serve(struct mosquitto *client) {
    struct pollfd socket = {.fd = mosquitto_socket(client), .events = POLLIN | (mosquitto_want_write(client) ? POLLOUT : 0)};
    if (poll(&socket, 1, 1000) < 0 && errno != EINTR) fail("poll", strerror(errno));
    if (socket.revents & POLLIN) check(mosquitto_loop_read(client, 1));
    if (socket.revents & POLLOUT) check(mosquitto_loop_write(client, 1));
    check(mosquitto_loop_misc(client));
}

static void run(const char *host, int port, long count, long window) {
    struct mosquitto *client = mosquitto_new("edge-bench-c", true, NULL);
    check(mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5));
    check(mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1));
    mosquitto_connect_callback_set(client, on_connect);
    mosquitto_publish_v5_callback_set(client, on_publish);
    connected = 0;
    check(mosquitto_connect(client, host, port, 60));
    while (!connected) serve(client);
    answered = 0;
    struct cost cost = begin_cost();
    for (long sent = 0; answered < count;) {
        while (sent < count && sent - answered < window) publish(client, &messages[sent++]);
        serve(client);
    }
    cost = end_cost(cost);
    mosquitto_disconnect(client);
    mosquitto_destroy(client);
    say_cost(cost, count);
}

int main(int argument_count, char **arguments) {
    const char *host = option(argument_count, arguments, "--host");
    int port = atoi(option(argument_count, arguments, "--port")), major, minor, revision;
    load(option(argument_count, arguments, "--messages"));
    check(mosquitto_lib_init());
    mosquitto_lib_version(&major, &minor, &revision);
    printf("ready %ld %d.%d.%d\n", message_count, major, minor, revision);
    fflush(stdout);
    char line[128];
    long count, window;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "run %ld %ld", &count, &window) != 2 || count > message_count || window < 1) fail(line, "can't be run");
        run(host, port, count, window);
    }
    return 0;
}
