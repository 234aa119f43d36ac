// An independent subscriber: counts every sequence number once, tells what is missing, and how long messages of one pipeline took from their onset.
// Commands: "count LAST" answers "done UNIQUE MISSING_UP_TO_LAST DUPLICATES ALL"; "waits" answers "done COUNT MEDIAN_US P99_US MOST_US".
#define _GNU_SOURCE
#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <unistd.h>

#include "peer.h"

enum { most_sequences = 1 << 22, most_waits = 1 << 16 };

static unsigned char seen[most_sequences];
static long unique, duplicates, all, wait_count;
static int64_t waits[most_waits];
static const char *fresh;
static int subscribed;

static void check(int result) {
    if (result != MOSQ_ERR_SUCCESS) fail("libmosquitto", mosquitto_strerror(result));
}

static void on_connect(struct mosquitto *client, void *context, int code) {
    (void)context;
    if (code != 0) fail("the broker", mosquitto_connack_string(code));
    check(mosquitto_subscribe(client, NULL, "edge/+/events/#", 1));
    check(mosquitto_subscribe(client, NULL, "edge/+/gaps/#", 1));
}

static void on_subscribe(struct mosquitto *client, void *context, int id, int count, const int *granted) {
    (void)client, (void)context, (void)id, (void)count;
    if (granted[0] > 2) fail("the broker", "refuses the subscription");
    subscribed++;
}

static void note_wait(const char *json) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const char *onset = strstr(json, "\"onset\":\"");
    struct tm utc = {0};
    double seconds;
    if (!onset || sscanf(onset + 9, "%d-%d-%dT%d:%d:%lfZ", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &seconds) != 6 || wait_count == most_waits) return;
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    waits[wait_count++] = (int64_t)((now.tv_sec + now.tv_nsec / 1e9 - (double)timegm(&utc) - seconds) * 1e6);
}

static void on_message(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)client, (void)context;
    char json[8192];
    size_t length = message->payloadlen < (int)sizeof json ? (size_t)message->payloadlen : sizeof json - 1;
    memcpy(json, message->payload, length);
    json[length] = 0;
    const char *text = strstr(json, "\"sequence\":");
    long sequence = text ? atol(text + 11) : 0;
    if (sequence < 1 || sequence >= most_sequences) fail("a message", "has no sequence");
    all++;
    if (seen[sequence]) duplicates++;
    else unique++;
    seen[sequence] = 1;
    if (strstr(message->topic, fresh)) note_wait(json);
}

static int compare(const void *a, const void *b) { return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b); }

static void answer(const char *line) {
    long last, missing = 0;
    if (sscanf(line, "count %ld", &last) == 1) {
        for (long i = 1; i <= last; i++) missing += !seen[i];
        printf("done %ld %ld %ld %ld\n", unique, missing, duplicates, all);
    } else {
        qsort(waits, wait_count, sizeof *waits, compare);
        long p99 = wait_count * 99 / 100;
        printf("done %ld %lld %lld %lld\n", wait_count, wait_count ? (long long)waits[wait_count / 2] : 0, wait_count ? (long long)waits[p99] : 0, wait_count ? (long long)waits[wait_count - 1] : 0);
    }
    fflush(stdout);
}

int main(int argument_count, char **arguments) {
    fresh = option(argument_count, arguments, "--fresh");
    check(mosquitto_lib_init());
    struct mosquitto *client = mosquitto_new("edge-bench-count", true, NULL);
    check(mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5));
    mosquitto_connect_callback_set(client, on_connect);
    mosquitto_subscribe_callback_set(client, on_subscribe);
    mosquitto_message_callback_set(client, on_message);
    check(mosquitto_connect(client, option(argument_count, arguments, "--host"), atoi(option(argument_count, arguments, "--port")), 60));
    int ready = 0;
    while (1) {
        struct pollfd wait[2] = {{.fd = mosquitto_socket(client), .events = POLLIN | (mosquitto_want_write(client) ? POLLOUT : 0)}, {.fd = 0, .events = POLLIN}};
        if (poll(wait, 2, 1000) < 0 && errno != EINTR) fail("poll", strerror(errno));
        if (wait[0].revents & (POLLIN | POLLHUP)) check(mosquitto_loop_read(client, 1));
        if (wait[0].revents & POLLOUT) check(mosquitto_loop_write(client, 1));
        check(mosquitto_loop_misc(client));
        if (subscribed == 2 && !ready) {
            ready = 1;
            printf("ready\n");
            fflush(stdout);
        }
        if (wait[1].revents) {
            char line[128];
            ssize_t length = read(0, line, sizeof line - 1);
            if (length <= 0) return 0;
            line[length] = 0;
            answer(line);
        }
    }
}
