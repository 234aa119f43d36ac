// The event store's transactions in C: the rows and tables of a database that the agent wrote, the agent's settings, prepared statements.
// Commands: "run make COUNT BATCH" does what the agent does, with snprintf: it makes each document and its CRC-32C from numbers and times, and commits; "run store COUNT BATCH" commits COUNT rows in transactions of BATCH that lie ready (after the first one, with which a new store announces itself); "run append COUNT BATCH" appends the same bytes to a file, with fdatasync for each batch.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sqlite3.h>
#include <ctype.h>
#include <unistd.h>

#include "peer.h"

// What of a document is made anew: an integer, a number with so many digits, a time.
enum part_kind { whole, fraction, moment };

struct part {
    enum part_kind kind;
    int at, length, digits;
    long long integer;
    double number;
};

enum { most_parts = 24, columns = 11, log_pages = 509, kind_update = 2, kind_close = 3, kind_gap = 4 };

struct row {
    sqlite3_int64 sequence, kind, revision, time, powered, crc;
    int has_time, payload_bytes;
    double peak;
    char *pipeline, *label, *id;
    unsigned char *payload;
    struct part parts[most_parts];
    int part_count;
};

static struct row *rows;
static long row_count;
static const char *source, *folder;

static void check(int result, sqlite3 *database) {
    if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW) fail("SQLite", sqlite3_errmsg(database));
}

static char *copy_text(sqlite3_stmt *row, int column) {
    const unsigned char *text = sqlite3_column_text(row, column);
    return text ? strdup((const char *)text) : NULL;
}

static int make_part(const struct part *part, char *into) {
    if (part->kind == whole) return sprintf(into, "%lld", part->integer);
    if (part->kind == fraction) return sprintf(into, "%.*g", part->digits, part->number);
    struct tm utc;
    time_t seconds = part->integer / 1000;
    gmtime_r(&seconds, &utc);
    return sprintf(into, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (int)(part->integer % 1000));
}

// Keeps what snprintf makes to the same bytes; the rest stays as it is.
static void add_part(struct row *row, struct part part) {
    char text[64];
    if (row->part_count < most_parts && make_part(&part, text) == part.length && memcmp(text, row->payload + part.at, part.length) == 0) row->parts[row->part_count++] = part;
}

static void find_parts(struct row *row) {
    const char *json = (const char *)row->payload;
    for (int at = 0; at < row->payload_bytes; at++) {
        if (json[at] == '"') {
            int end = at + 1, ms;
            struct tm utc = {0};
            while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
            if (end - at == 25 && sscanf(json + at + 1, "%d-%d-%dT%d:%d:%d.%dZ", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &ms) == 7) {
                utc.tm_year -= 1900;
                utc.tm_mon -= 1;
                add_part(row, (struct part){.kind = moment, .at = at + 1, .length = 24, .integer = timegm(&utc) * 1000LL + ms});
            }
            at = end;
        } else if (json[at] == '-' || isdigit((unsigned char)json[at])) {
            struct part part = {.at = at, .integer = atoll(json + at), .number = atof(json + at)};
            for (; json[at] == '-' || json[at] == '.' || isdigit((unsigned char)json[at]); at++) {
                if (json[at] == '.') part.kind = fraction;
                else if (json[at] != '-' && (part.digits > 0 || json[at] != '0')) part.digits++;
            }
            part.length = at-- - part.at;
            add_part(row, part);
        }
    }
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) static uint32_t check_bytes(uint32_t crc, const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    for (; length >= 8; length -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        crc = (uint32_t)__builtin_ia32_crc32di(crc, word);
    }
    for (; length > 0; length--) crc = __builtin_ia32_crc32qi(crc, *at++);
    return crc;
}
#else
static uint32_t check_bytes(uint32_t crc, const void *bytes, size_t length) {
    for (const unsigned char *at = bytes; length > 0; length--) {
        crc ^= *at++;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
    }
    return crc;
}
#endif

// The row with its document made anew in a buffer that is used again.
static struct row make_row(const struct row *row, unsigned char *buffer) {
    struct row made = *row;
    int from = 0, to = 0;
    for (int i = 0; i < row->part_count; i++) {
        const struct part *part = &row->parts[i];
        memcpy(buffer + to, row->payload + from, part->at - from);
        to += part->at - from;
        to += make_part(part, (char *)buffer + to);
        from = part->at + part->length;
    }
    memcpy(buffer + to, row->payload + from, row->payload_bytes - from);
    made.payload = buffer;
    uint32_t crc = check_bytes(~0u, buffer, row->payload_bytes);
    crc = check_bytes(crc, row->pipeline, strlen(row->pipeline));
    crc = check_bytes(crc, row->label, strlen(row->label));
    crc = check_bytes(crc, row->id, strlen(row->id));
    made.crc = ~check_bytes(crc, &row->sequence, 5 * sizeof row->sequence);
    return made;
}

static void load(void) {
    sqlite3 *database;
    sqlite3_stmt *all;
    check(sqlite3_open_v2(source, &database, SQLITE_OPEN_READONLY, NULL), database);
    const char *sql =
        "SELECT sequence, kind, pipeline, label, event_id, revision, time_ms, peak, powered, payload, crc FROM events UNION ALL "
        "SELECT sequence, kind, pipeline, label, event_id, revision, time_ms, peak, powered, payload, crc FROM updates UNION ALL "
        "SELECT sequence, kind, pipeline, label, event_id, revision, time_ms, peak, powered, payload, crc FROM gaps ORDER BY sequence";
    check(sqlite3_prepare_v2(database, sql, -1, &all, NULL), database);
    long room = 0;
    while (sqlite3_step(all) == SQLITE_ROW) {
        if (row_count == room) rows = realloc(rows, (room = room ? room * 2 : 1024) * sizeof *rows);
        struct row *row = &rows[row_count++];
        *row = (struct row){.sequence = sqlite3_column_int64(all, 0), .kind = sqlite3_column_int64(all, 1), .revision = sqlite3_column_int64(all, 5),
            .time = sqlite3_column_int64(all, 6), .powered = sqlite3_column_int64(all, 8), .crc = sqlite3_column_int64(all, 10),
            .has_time = sqlite3_column_type(all, 6) != SQLITE_NULL, .payload_bytes = sqlite3_column_bytes(all, 9), .peak = sqlite3_column_double(all, 7),
            .pipeline = copy_text(all, 2), .label = copy_text(all, 3), .id = copy_text(all, 4)};
        row->payload = calloc(1, row->payload_bytes + 1);
        memcpy(row->payload, sqlite3_column_blob(all, 9), row->payload_bytes);
        find_parts(row);
    }
    sqlite3_finalize(all);
    sqlite3_close(database);
}

static void execute(sqlite3 *database, const char *sql) { check(sqlite3_exec(database, sql, NULL, NULL, NULL), database); }

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), database);
    return statement;
}

static void run(sqlite3 *database, sqlite3_stmt *statement) {
    check(sqlite3_step(statement), database);
    sqlite3_reset(statement);
}

static void text(sqlite3_stmt *statement, int at, const char *value) { sqlite3_bind_text(statement, at, value, value ? (int)strlen(value) : 0, SQLITE_STATIC); }

// The agent's tables, indexes and settings.
static sqlite3 *create(const char *path) {
    char file[4096];
    const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
    sqlite3 *database, *from;
    check(sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL), database);
    execute(database, "PRAGMA page_size = 4096; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF; PRAGMA cache_size = -2048;"
                      "PRAGMA foreign_keys = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    check(sqlite3_wal_autocheckpoint(database, log_pages), database);
    check(sqlite3_open_v2(source, &from, SQLITE_OPEN_READONLY, NULL), from);
    sqlite3_stmt *schema = prepare(from, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'");
    while (sqlite3_step(schema) == SQLITE_ROW) execute(database, (const char *)sqlite3_column_text(schema, 0));
    sqlite3_finalize(schema);
    sqlite3_close(from);
    return database;
}

static void insert(sqlite3 *database, sqlite3_stmt *into, const struct row *row) {
    sqlite3_bind_int64(into, 1, row->sequence);
    sqlite3_bind_int64(into, 2, row->kind);
    text(into, 3, row->pipeline);
    text(into, 4, row->label);
    text(into, 5, row->id);
    sqlite3_bind_int64(into, 6, row->revision);
    if (row->has_time) sqlite3_bind_int64(into, 7, row->time);
    else sqlite3_bind_null(into, 7);
    sqlite3_bind_double(into, 8, row->peak);
    sqlite3_bind_int64(into, 9, row->powered);
    sqlite3_bind_blob(into, 10, row->payload, row->payload_bytes, SQLITE_STATIC);
    sqlite3_bind_int64(into, columns, row->crc);
    run(database, into);
}

static void commit_rows(long count, long batch, int makes) {
    char path[4096];
    static unsigned char buffer[1 << 20];
    snprintf(path, sizeof path, "%s/peer.db", folder);
    sqlite3 *database = create(path);
    static const char *const tables[] = {"events", "updates", "gaps"};
    sqlite3_stmt *into[3];
    for (int i = 0; i < 3; i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "INSERT INTO %s(sequence, kind, pipeline, label, event_id, revision, time_ms, peak, powered, payload, crc) VALUES(?,?,?,?,?,?,?,?,?,?,?)", tables[i]);
        into[i] = prepare(database, sql);
    }
    sqlite3_stmt *open = prepare(database, "INSERT OR REPLACE INTO open_events(event_id, sequence) VALUES(?,?)");
    sqlite3_stmt *closed = prepare(database, "DELETE FROM open_events WHERE event_id = ?");
    sqlite3_stmt *head = prepare(database, "INSERT OR REPLACE INTO head(copy, store, predecessor, commits, last, cursor, powered, clean, crc, proven, last_gap) VALUES(?,?,?,?,?,?,?,?,?,?,?)");
    sqlite3_stmt *begin = prepare(database, "BEGIN IMMEDIATE"), *commit = prepare(database, "COMMIT");
    insert(database, into[2], &rows[0]);
    struct cost cost = begin_cost();
    for (long at = 1, commits = 0; at <= count; commits++) {
        run(database, begin);
        for (long end = at + batch <= count ? at + batch : count + 1; at < end; at++) {
            const struct row *row = &rows[at];
            struct row made;
            if (makes) made = make_row(row, buffer), row = &made;
            insert(database, into[row->kind == kind_gap ? 2 : row->kind == kind_update ? 1 : 0], row);
            if (row->kind == kind_gap) continue;
            sqlite3_stmt *lifecycle = row->kind == kind_close ? closed : open;
            text(lifecycle, 1, row->id);
            if (lifecycle == open) sqlite3_bind_int64(open, 2, row->sequence);
            run(database, lifecycle);
        }
        for (int copy = 0; copy < 2; copy++) {
            sqlite3_bind_int64(head, 1, copy);
            text(head, 2, "0123456789abcdef0123456789abcdef");
            text(head, 3, "");
            sqlite3_bind_int64(head, 4, commits);
            sqlite3_bind_int64(head, 5, at);
            for (int i = 6; i <= columns; i++) sqlite3_bind_int64(head, i, 1);
            run(database, head);
        }
        run(database, commit);
    }
    cost = end_cost(cost);
    for (sqlite3_stmt *statement; (statement = sqlite3_next_stmt(database, NULL));) sqlite3_finalize(statement);
    check(sqlite3_close(database), database);
    say_cost(cost, count);
}

static void append_rows(long count, long batch) {
    char path[4096];
    snprintf(path, sizeof path, "%s/peer.log", folder);
    size_t room = 0;
    for (long i = 0; i < count; i++) room += rows[i].payload_bytes + sizeof(uint32_t);
    unsigned char *bytes = malloc(room);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) fail(path, "can't be made");
    struct cost cost = begin_cost();
    for (long at = 0; at < count;) {
        size_t length = 0;
        for (long end = at + batch < count ? at + batch : count; at < end; at++) {
            memcpy(bytes + length, &rows[at].payload_bytes, sizeof(uint32_t));
            memcpy(bytes + length + sizeof(uint32_t), rows[at].payload, rows[at].payload_bytes);
            length += sizeof(uint32_t) + rows[at].payload_bytes;
        }
        if (write(file, bytes, length) != (ssize_t)length || fdatasync(file) != 0) fail(path, "can't be written");
    }
    cost = end_cost(cost);
    close(file);
    unlink(path);
    free(bytes);
    say_cost(cost, count);
}

int main(int argument_count, char **arguments) {
    source = option(argument_count, arguments, "--source");
    folder = option(argument_count, arguments, "--folder");
    load();
    printf("ready %ld %s\n", row_count, sqlite3_libversion());
    fflush(stdout);
    char line[128], what[16];
    long count, batch;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "run %15s %ld %ld", what, &count, &batch) != 3 || count >= row_count || batch < 1) fail(line, "can't be run");
        if (strcmp(what, "append") == 0) append_rows(count, batch);
        else commit_rows(count, batch, strcmp(what, "make") == 0);
    }
    return 0;
}
