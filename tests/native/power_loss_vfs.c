/*
 * A SQLite VFS that loses power.
 *
 * It passes everything to the system's VFS and remembers, for each file, what has reached the disk: the content at the last
 * xSync, and every write and truncation since. When the power is cut, each unsynced operation is kept, lost, or torn at sector
 * borders, by a seeded coin, and the files are rewritten as a disk would hold them. A file that was created and never synced may
 * be missing; one that was deleted without a directory sync may be back. The shared-memory index of the write-ahead log is gone.
 *
 * It can also fail operations while the power is on: an I/O error or a full disk for a number of operations.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

typedef struct {
    int64_t offset; /* -1: a truncation to size */
    int64_t size;
    unsigned char *bytes;
} Operation;

typedef struct Tracked {
    struct Tracked *next;
    char *path;
    ino_t inode;
    int open;             /* handles */
    int is_durable;       /* the directory entry has reached the disk */
    int delete_is_unsafe; /* deleted, and the directory was not synced */
    unsigned char *durable;
    int64_t durable_size;
    Operation *operations;
    int count, capacity;
} Tracked;

typedef struct {
    sqlite3_file base;
    Tracked *tracked;
    sqlite3_file *real; /* behind this structure */
} File;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *below;
static sqlite3_vfs vfs;
static Tracked *all;
static uint64_t random_state = 1;
static int64_t operations_done, cut_after = -1;
static int is_cut;
static int fault_code;
static int64_t fault_from = -1, fault_until = -1;
static int64_t lost_operations, torn_operations, kept_operations;

static uint64_t next_random(void) { /* splitmix64 */
    uint64_t z = (random_state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static Tracked *find(const char *path) {
    for (Tracked *t = all; t; t = t->next)
        if (strcmp(t->path, path) == 0) return t;
    return NULL;
}

static void forget_operations(Tracked *t) {
    for (int i = 0; i < t->count; i++) free(t->operations[i].bytes);
    t->count = 0;
}

static void load(Tracked *t) {
    struct stat s;
    forget_operations(t);
    free(t->durable);
    t->durable = NULL;
    t->durable_size = 0;
    t->is_durable = 0;
    t->delete_is_unsafe = 0;
    t->inode = 0;
    int fd = open(t->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    if (fstat(fd, &s) == 0) {
        t->inode = s.st_ino;
        t->durable = malloc((size_t)s.st_size + 1);
        t->durable_size = read(fd, t->durable, (size_t)s.st_size);
        if (t->durable_size < 0) t->durable_size = 0;
        t->is_durable = 1;
    }
    close(fd);
}

static void apply(unsigned char **image, int64_t *size, const Operation *o, int tear) {
    if (o->offset < 0) {
        if (o->size > *size) {
            *image = realloc(*image, (size_t)o->size + 1);
            memset(*image + *size, 0, (size_t)(o->size - *size));
        }
        *size = o->size;
        return;
    }
    int64_t end = o->offset + o->size;
    if (end > *size) {
        *image = realloc(*image, (size_t)end + 1);
        memset(*image + *size, 0, (size_t)(end - *size));
        *size = end;
    }
    for (int64_t at = o->offset; at < end;) {
        int64_t stop = (at / SECTOR + 1) * SECTOR;
        if (stop > end) stop = end;
        if (!tear || (next_random() & 1)) memcpy(*image + at, o->bytes + (at - o->offset), (size_t)(stop - at));
        at = stop;
    }
}

static void remember(Tracked *t, int64_t offset, int64_t size, const void *bytes) {
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? t->capacity * 2 : 16;
        t->operations = realloc(t->operations, sizeof(Operation) * (size_t)t->capacity);
    }
    Operation *o = &t->operations[t->count++];
    o->offset = offset;
    o->size = size;
    o->bytes = NULL;
    if (offset >= 0) {
        o->bytes = malloc((size_t)size + 1);
        memcpy(o->bytes, bytes, (size_t)size);
    }
}

/* Counts an operation that changes the disk; returns the error that it meets, or 0. Called with the gate closed. */
static int step(int *cut_now) {
    *cut_now = 0;
    if (is_cut) return SQLITE_IOERR;
    int64_t n = operations_done++;
    if (cut_after >= 0 && n >= cut_after) {
        is_cut = 1;
        *cut_now = 1;
        return SQLITE_IOERR;
    }
    if (fault_from >= 0 && n >= fault_from && n < fault_until) return fault_code;
    return 0;
}

static int file_close(sqlite3_file *f) {
    File *file = (File *)f;
    int code = file->real->pMethods->xClose(file->real);
    pthread_mutex_lock(&gate);
    if (file->tracked) file->tracked->open--;
    pthread_mutex_unlock(&gate);
    return code;
}

static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
    File *file = (File *)f;
    pthread_mutex_lock(&gate);
    int dead = is_cut;
    pthread_mutex_unlock(&gate);
    return dead ? SQLITE_IOERR_READ : file->real->pMethods->xRead(file->real, to, n, at);
}

static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    File *file = (File *)f;
    int cut_now, code = 0;
    pthread_mutex_lock(&gate);
    if (file->tracked) {
        code = step(&cut_now);
        if (code == 0 || cut_now) remember(file->tracked, at, n, from);
        if (code == SQLITE_IOERR) code = SQLITE_IOERR_WRITE;
    }
    if (code == 0) code = file->real->pMethods->xWrite(file->real, from, n, at);
    pthread_mutex_unlock(&gate);
    return code;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
    File *file = (File *)f;
    int cut_now, code = 0;
    pthread_mutex_lock(&gate);
    if (file->tracked) {
        code = step(&cut_now);
        if (code == 0 || cut_now) remember(file->tracked, -1, size, NULL);
        if (code == SQLITE_IOERR) code = SQLITE_IOERR_TRUNCATE;
    }
    if (code == 0) code = file->real->pMethods->xTruncate(file->real, size);
    pthread_mutex_unlock(&gate);
    return code;
}

static int file_sync(sqlite3_file *f, int flags) {
    File *file = (File *)f;
    int cut_now, code = 0;
    (void)flags;
    pthread_mutex_lock(&gate);
    Tracked *t = file->tracked;
    if (t) {
        code = step(&cut_now);
        if (code == SQLITE_IOERR) code = SQLITE_IOERR_FSYNC;
        if (code == 0) {
            for (int i = 0; i < t->count; i++) apply(&t->durable, &t->durable_size, &t->operations[i], 0);
            forget_operations(t);
            t->is_durable = 1;
        }
    }
    pthread_mutex_unlock(&gate);
    return code; /* the real file needs no fsync: the disk is the one kept here */
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size) {
    File *file = (File *)f;
    return file->real->pMethods->xFileSize(file->real, size);
}

#define PASS(name, parameters, arguments) \
    static int name parameters { \
        File *file = (File *)f; \
        return file->real->pMethods->arguments; \
    }
PASS(file_lock, (sqlite3_file *f, int level), xLock(file->real, level))
PASS(file_unlock, (sqlite3_file *f, int level), xUnlock(file->real, level))
PASS(file_reserved, (sqlite3_file *f, int *out), xCheckReservedLock(file->real, out))
PASS(file_control, (sqlite3_file *f, int what, void *data), xFileControl(file->real, what, data))
PASS(file_sector, (sqlite3_file *f), xSectorSize(file->real))
PASS(file_device, (sqlite3_file *f), xDeviceCharacteristics(file->real))
PASS(shm_map, (sqlite3_file *f, int page, int size, int extend, void volatile **out), xShmMap(file->real, page, size, extend, out))
PASS(shm_lock, (sqlite3_file *f, int offset, int n, int flags), xShmLock(file->real, offset, n, flags))
PASS(shm_unmap, (sqlite3_file *f, int delete_it), xShmUnmap(file->real, delete_it))

static void shm_barrier(sqlite3_file *f) {
    File *file = (File *)f;
    file->real->pMethods->xShmBarrier(file->real);
}

static const sqlite3_io_methods methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock, file_reserved,
    file_control, file_sector, file_device, shm_map, shm_lock, shm_barrier, shm_unmap, NULL, NULL};

static int vfs_open(sqlite3_vfs *v, const char *path, sqlite3_file *f, int flags, int *out) {
    File *file = (File *)f;
    (void)v;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    pthread_mutex_lock(&gate);
    if (is_cut) {
        pthread_mutex_unlock(&gate);
        return SQLITE_CANTOPEN;
    }
    Tracked *t = path ? find(path) : NULL;
    struct stat s;
    int there = path && stat(path, &s) == 0;
    int code = below->xOpen(below, path, file->real, flags, out);
    if (code == SQLITE_OK && path) {
        if (!t) {
            t = calloc(1, sizeof *t);
            t->path = strdup(path);
            t->next = all;
            all = t;
            if (there) load(t);
        } else if (t->open == 0 && there && s.st_ino != t->inode && t->inode != 0) {
            load(t); /* someone else put another file there */
        } else if (!there && t->is_durable) {
            remember(t, -1, 0, NULL); /* made anew after a deletion that may not have reached the disk */
            t->delete_is_unsafe = 0;
        }
        if (stat(path, &s) == 0) t->inode = s.st_ino;
        t->open++;
        file->tracked = t;
    }
    if (file->real->pMethods) file->base.pMethods = &methods;
    pthread_mutex_unlock(&gate);
    return code;
}

static int vfs_delete(sqlite3_vfs *v, const char *path, int sync_directory) {
    int cut_now;
    (void)v;
    pthread_mutex_lock(&gate);
    int code = step(&cut_now);
    if (code == SQLITE_IOERR) code = SQLITE_IOERR_DELETE;
    if (code == 0) {
        Tracked *t = find(path);
        if (t) {
            if (sync_directory) {
                forget_operations(t);
                t->is_durable = 0;
                t->durable_size = 0;
            } else {
                t->delete_is_unsafe = 1;
            }
        }
        code = below->xDelete(below, path, sync_directory);
    }
    pthread_mutex_unlock(&gate);
    return code;
}

static int vfs_access(sqlite3_vfs *v, const char *path, int flags, int *out) { (void)v; return below->xAccess(below, path, flags, out); }
static int vfs_full(sqlite3_vfs *v, const char *path, int n, char *out) { (void)v; return below->xFullPathname(below, path, n, out); }
static int vfs_random(sqlite3_vfs *v, int n, char *out) { (void)v; return below->xRandomness(below, n, out); }
static int vfs_sleep(sqlite3_vfs *v, int us) { (void)v; return below->xSleep(below, us); }
static int vfs_time(sqlite3_vfs *v, double *out) { (void)v; return below->xCurrentTime(below, out); }
static int vfs_time64(sqlite3_vfs *v, sqlite3_int64 *out) { (void)v; return below->xCurrentTimeInt64(below, out); }
static int vfs_last_error(sqlite3_vfs *v, int n, char *out) { (void)v; return below->xGetLastError(below, n, out); }

/* Registers the VFS under the name "powerloss". */
int power_loss_register(void) {
    if (below) return SQLITE_OK;
    below = sqlite3_vfs_find(NULL);
    vfs.iVersion = 2;
    vfs.szOsFile = (int)sizeof(File) + below->szOsFile;
    vfs.mxPathname = below->mxPathname;
    vfs.zName = "powerloss";
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full;
    vfs.xRandomness = vfs_random;
    vfs.xSleep = vfs_sleep;
    vfs.xCurrentTime = vfs_time;
    vfs.xCurrentTimeInt64 = vfs_time64;
    vfs.xGetLastError = vfs_last_error;
    return sqlite3_vfs_register(&vfs, 0);
}

/* Starts a trial: forgets every file and fault; the operations count from 0. */
void power_loss_begin(uint64_t seed) {
    pthread_mutex_lock(&gate);
    while (all) {
        Tracked *t = all;
        all = t->next;
        forget_operations(t);
        free(t->operations);
        free(t->durable);
        free(t->path);
        free(t);
    }
    random_state = seed;
    operations_done = 0;
    cut_after = -1;
    is_cut = 0;
    fault_from = fault_until = -1;
    lost_operations = torn_operations = kept_operations = 0;
    pthread_mutex_unlock(&gate);
}

/* Cuts the power at the n-th operation from now that changes the disk (0: the next one). */
void power_loss_cut_after(int64_t n) {
    pthread_mutex_lock(&gate);
    cut_after = operations_done + n;
    pthread_mutex_unlock(&gate);
}

/* Fails operations n … n+count-1 from now with a SQLite code (SQLITE_FULL, SQLITE_IOERR …). */
void power_loss_fail(int code, int64_t n, int64_t count) {
    pthread_mutex_lock(&gate);
    fault_code = code;
    fault_from = operations_done + n;
    fault_until = fault_from + count;
    pthread_mutex_unlock(&gate);
}

/* Ends a fault that power_loss_fail began. */
void power_loss_heal(void) {
    pthread_mutex_lock(&gate);
    fault_from = fault_until = -1;
    pthread_mutex_unlock(&gate);
}

int power_loss_is_cut(void) {
    pthread_mutex_lock(&gate);
    int cut = is_cut;
    pthread_mutex_unlock(&gate);
    return cut;
}

int64_t power_loss_operations(void) {
    pthread_mutex_lock(&gate);
    int64_t n = operations_done;
    pthread_mutex_unlock(&gate);
    return n;
}

/* What became of the unsynced operations when the power was last cut: 0 lost, 1 torn, 2 kept. */
int64_t power_loss_fate(int which) { return which == 0 ? lost_operations : which == 1 ? torn_operations : kept_operations; }

static void put(const char *path, const unsigned char *bytes, int64_t size) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) return;
    for (int64_t at = 0; at < size;) {
        ssize_t n = write(fd, bytes + at, (size_t)(size - at));
        if (n <= 0) break;
        at += n;
    }
    close(fd);
}

/* The power is back: every file becomes what the disk holds. Every connection must be closed. Cuts first if nothing did. */
void power_loss_restore(void) {
    pthread_mutex_lock(&gate);
    for (Tracked *t = all; t; t = t->next) {
        int was_there = t->is_durable;
        for (int i = 0; i < t->count; i++) {
            int fate = (int)(next_random() % 3);
            if (fate == 0) {
                lost_operations++;
                continue;
            }
            if (fate == 1) torn_operations++;
            else kept_operations++;
            apply(&t->durable, &t->durable_size, &t->operations[i], fate == 1);
            was_there |= 2;
        }
        forget_operations(t);
        int exists = (was_there & 1) ? !(t->delete_is_unsafe && (next_random() & 1)) : (was_there && (next_random() & 1));
        if (exists) put(t->path, t->durable, t->durable_size);
        else unlink(t->path);
        size_t n = strlen(t->path);
        char *index = malloc(n + 5);
        memcpy(index, t->path, n);
        memcpy(index + n, "-shm", 5);
        unlink(index);
        free(index);
    }
    is_cut = 0;
    cut_after = -1;
    pthread_mutex_unlock(&gate);
    power_loss_begin(next_random());
}
