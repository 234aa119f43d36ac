// A link with a delay: listens on a free port of 127.0.0.1, passes every connection on to --port, and holds each byte back --delay microseconds each way.
// Says "ready PORT" and ends at the end of its input.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "peer.h"

enum { most_links = 16, chunk_bytes = 65536, most_held = 16 << 20 };

struct chunk {
    struct chunk *next;
    int64_t due;
    size_t length, sent;
    unsigned char bytes[];
};

// One way of one connection: what came from one socket and is due at the other.
struct way {
    int from, to, ended;
    size_t held;
    struct chunk *first, **last;
};

static struct way ways[2 * most_links];
static int way_count;
static int64_t delay;

static int no_delay(int socket) {
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

static struct sockaddr_in loopback(int port) { return (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}; }

static void add_way(int from, int to) {
    struct way *way = &ways[way_count++];
    *way = (struct way){.from = from, .to = to};
    way->last = &way->first;
}

static void accept_link(int listener, int port) {
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK), broker = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = loopback(port);
    if (client < 0 || way_count == 2 * most_links || connect(broker, (struct sockaddr *)&address, sizeof address) != 0) {
        close(client);
        close(broker);
        return;
    }
    add_way(no_delay(client), no_delay(broker));
    add_way(broker, client);
}

static void take(struct way *way) {
    struct chunk *chunk = malloc(sizeof *chunk + chunk_bytes);
    ssize_t read = recv(way->from, chunk->bytes, chunk_bytes, MSG_DONTWAIT);
    if (read < 0 && (errno == EAGAIN || errno == EINTR)) {
        free(chunk);
        return;
    }
    // The end of a stream is held back like its bytes.
    way->ended = read <= 0;
    *chunk = (struct chunk){.due = wall_ns() + delay, .length = read > 0 ? (size_t)read : 0};
    chunk = realloc(chunk, sizeof *chunk + chunk->length);
    *way->last = chunk;
    way->last = &chunk->next;
    way->held += chunk->length;
}

// Sends what is due; gives when the next is.
static int64_t give(struct way *way, int64_t now) {
    while (way->first && way->first->due <= now) {
        struct chunk *chunk = way->first;
        ssize_t sent = chunk->length == 0 ? 0 : send(way->to, chunk->bytes + chunk->sent, chunk->length - chunk->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return now + 100000;
        if (sent < 0) sent = chunk->length - chunk->sent;
        if (chunk->length == 0) shutdown(way->to, SHUT_WR);
        chunk->sent += sent;
        if (chunk->sent < chunk->length) return now + 100000;
        way->held -= chunk->length;
        if (!(way->first = chunk->next)) way->last = &way->first;
        free(chunk);
    }
    return way->first ? way->first->due : INT64_MAX;
}

// Both ways have ended: the pair goes.
static void forget(void) {
    for (int i = 0; i < way_count; i += 2) {
        if (!ways[i].ended || !ways[i + 1].ended || ways[i].first || ways[i + 1].first) continue;
        close(ways[i].from);
        close(ways[i].to);
        for (int j = 0; j < 2; j++) {
            ways[i + j] = ways[way_count - 2 + j];
            if (!ways[i + j].first) ways[i + j].last = &ways[i + j].first;
        }
        way_count -= 2;
        i -= 2;
    }
}

int main(int argument_count, char **arguments) {
    int port = atoi(option(argument_count, arguments, "--port")), listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    delay = atoll(option(argument_count, arguments, "--delay")) * 1000;
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 8) != 0) fail("the link", strerror(errno));
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (1) {
        struct pollfd wait[2 + 2 * most_links] = {{.fd = 0, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
        int64_t now = wall_ns(), next = now + 1000000000;
        for (int i = 0; i < way_count; i++) {
            int64_t due = give(&ways[i], now);
            if (due < next) next = due;
            wait[2 + i] = (struct pollfd){.fd = ways[i].ended || ways[i].held > most_held ? -1 : ways[i].from, .events = POLLIN};
        }
        forget();
        int count = way_count;
        for (int i = 0; i < count; i++) wait[2 + i] = (struct pollfd){.fd = ways[i].ended || ways[i].held > most_held ? -1 : ways[i].from, .events = POLLIN};
        int64_t left = next - wall_ns();
        struct timespec pause = {.tv_sec = left > 0 ? left / 1000000000 : 0, .tv_nsec = left > 0 ? left % 1000000000 : 0};
        if (ppoll(wait, 2 + count, &pause, NULL) < 0 && errno != EINTR) fail("ppoll", strerror(errno));
        if (wait[0].revents) return 0;
        for (int i = 0; i < count; i++)
            if (wait[2 + i].revents) take(&ways[i]);
        if (wait[1].revents) accept_link(listener, port);
    }
}
