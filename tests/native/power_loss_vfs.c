/*
 * A SQLite VFS that loses power, and a disk that fails.
 *
 * Everything goes to the system's VFS; beside it this file keeps what a disk would hold.
 *
 *   Content    An inode has the bytes that were last synced, and every write and truncation since. A sync makes those durable.
 *              When the power is cut, each of them is kept, lost, or torn at sector borders; a lost one may still have made the
 *              file longer, by zeros or by noise.
 *   Names      A name leads to an inode. Creation and deletion become durable when the directory is synced: by a deletion that
 *              asks for it, and by the first sync of a new journal or log (that is when SQLite syncs the directory). Until then
 *              each state that the name has had may be back. A rename, which SQLite never does, counts as durable at once.
 *   Index      The -shm file is never synced: after a cut it is gone, or holds noise.
 *   Failures   Writes, truncations, syncs, deletions, openings and reads can be made to fail. A write that fails may have
 *              written a part. A sync that fails may have dropped what it should have written, for good, although reading still
 *              shows it: that is what Linux does with dirty pages.
 *
 * After the cut every operation fails, so that the program under test can tell nobody that it has saved anything.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };
enum { LOST, TORN, KEPT, FATES };
/* What a fault meets; the numbers are the caller's too. */
enum { ON_WRITE = 1, ON_SYNC = 2, ON_TRUNCATE = 4, ON_DELETE = 8, ON_OPEN = 16, ON_READ = 32 };

typedef struct {
    int64_t serial;
    int64_t offset; /* -1: a truncation to size */
    int64_t size;
    unsigned char *bytes;
} Operation;

typedef struct {
    unsigned char *bytes;
    int64_t size, capacity;
} Image;

typedef struct Inode {
    struct Inode *next;
    ino_t number;
    Image durable;
    Operation *operations;
    int count, capacity;
    int is_written; /* restored to a file */
} Inode;

typedef struct Name {
    struct Name *next;
    char *path;
    Inode **states; /* first: on the disk; last: now; NULL: not there */
    int count, capacity;
} Name;

typedef struct {
    sqlite3_file base;
    Inode *inode;
    char *path;
    int syncs_directory; /* a new journal or log that was not synced yet */
    sqlite3_file *real;  /* behind this structure */
} File;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *below;
static sqlite3_vfs vfs;
static Inode *inodes;
static Name *names;
static int open_files;
static uint64_t random_state = 1;
static int64_t operations_done, cut_after = -1;
static int is_cut;
static struct {
    int on, code, error;
    int64_t from, until, met;
} fault;
static int64_t fates[FATES];

static uint64_t next_random(void) { /* splitmix64 */
    uint64_t z = (random_state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static int coin(int sides) { return next_random() % (uint64_t)sides == 0; }

/* ---- content ---- */

static void extend(Image *image, int64_t size, int with_noise) {
    if (size <= image->size) return;
    if (size > image->capacity) {
        image->capacity = size * 2;
        image->bytes = realloc(image->bytes, (size_t)image->capacity);
    }
    for (int64_t i = image->size; i < size; i++) image->bytes[i] = with_noise ? (unsigned char)next_random() : 0;
    image->size = size;
}

static void apply(Image *image, const Operation *o, int fate) {
    if (o->offset < 0) {
        if (fate == LOST) return;
        extend(image, o->size, 0);
        image->size = o->size;
        return;
    }
    int64_t end = o->offset + o->size;
    if (fate == LOST) {
        if (coin(4)) extend(image, end, coin(2)); /* the new length has arrived, the data has not */
        return;
    }
    extend(image, end, fate == TORN && coin(2));
    for (int64_t at = o->offset; at < end;) {
        int64_t stop = (at / SECTOR + 1) * SECTOR;
        if (stop > end) stop = end;
        if (fate == KEPT || coin(2)) memcpy(image->bytes + at, o->bytes + (at - o->offset), (size_t)(stop - at));
        at = stop;
    }
}

static void remember(Inode *inode, int64_t offset, int64_t size, const void *bytes) {
    if (inode->count == inode->capacity) {
        inode->capacity = inode->capacity ? inode->capacity * 2 : 16;
        inode->operations = realloc(inode->operations, sizeof(Operation) * (size_t)inode->capacity);
    }
    Operation *o = &inode->operations[inode->count++];
    *o = (Operation){.serial = operations_done, .offset = offset, .size = size};
    if (offset >= 0) {
        o->bytes = malloc((size_t)size + 1);
        memcpy(o->bytes, bytes, (size_t)size);
    }
}

static void forget_operations(Inode *inode) {
    for (int i = 0; i < inode->count; i++) free(inode->operations[i].bytes);
    inode->count = 0;
}

static void make_durable(Inode *inode) {
    for (int i = 0; i < inode->count; i++) apply(&inode->durable, &inode->operations[i], KEPT);
    forget_operations(inode);
}

/* The sync failed: the system has dropped some of what it should have written, and will not try again. */
static void drop_some(Inode *inode) {
    int kept = 0;
    for (int i = 0; i < inode->count; i++) {
        if (coin(2)) inode->operations[kept++] = inode->operations[i];
        else free(inode->operations[i].bytes);
    }
    inode->count = kept;
}

static Inode *new_inode(ino_t number) {
    Inode *inode = calloc(1, sizeof *inode);
    inode->number = number;
    inode->next = inodes;
    inodes = inode;
    return inode;
}

/* A file that was there before: all of it is on the disk. Nobody may hold a lock on it in this process: closing would drop it. */
static Inode *load(const char *path, ino_t number) {
    Inode *inode = new_inode(number);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return inode;
    struct stat s;
    if (fstat(fd, &s) == 0) {
        extend(&inode->durable, s.st_size, 0);
        for (int64_t at = 0; at < inode->durable.size;) {
            ssize_t n = read(fd, inode->durable.bytes + at, (size_t)(inode->durable.size - at));
            if (n <= 0) break;
            at += n;
        }
    }
    close(fd);
    return inode;
}

static Inode *by_number(ino_t number) {
    for (Inode *i = inodes; i; i = i->next)
        if (i->number == number) return i;
    return NULL;
}

/* ---- names ---- */

static Inode *now(const Name *name) { return name->states[name->count - 1]; }

static void becomes(Name *name, Inode *inode) {
    if (name->count == name->capacity) {
        name->capacity = name->capacity ? name->capacity * 2 : 4;
        name->states = realloc(name->states, sizeof(Inode *) * (size_t)name->capacity);
    }
    name->states[name->count++] = inode;
}

static Name *find(const char *path) {
    for (Name *n = names; n; n = n->next)
        if (strcmp(n->path, path) == 0) return n;
    return NULL;
}

static Name *new_name(const char *path, Inode *inode) {
    Name *name = calloc(1, sizeof *name);
    name->path = strdup(path);
    name->next = names;
    names = name;
    becomes(name, inode);
    return name;
}

static void settle(Name *name, Inode *inode) {
    name->states[0] = inode;
    name->count = 1;
}

static size_t directory(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

static void sync_directory(const char *path) {
    size_t n = directory(path);
    for (Name *name = names; name; name = name->next)
        if (directory(name->path) == n && strncmp(name->path, path, n) == 0) settle(name, now(name));
}

/* What is at the path, before it is opened: others may have put a file there, moved it or taken it away. */
static Name *look(const char *path) {
    Name *name = find(path);
    struct stat s;
    int is_there = stat(path, &s) == 0;
    if (!name) {
        Inode *inode = NULL;
        if (is_there && !(inode = by_number(s.st_ino))) inode = load(path, s.st_ino);
        return new_name(path, inode);
    }
    if (!is_there && now(name)) settle(name, NULL);
    if (is_there && (!now(name) || now(name)->number != s.st_ino)) {
        Inode *inode = by_number(s.st_ino);
        settle(name, inode ? inode : load(path, s.st_ino));
    }
    return name;
}

/* ---- power and failures ---- */

/* Counts an operation that changes the disk. Nonzero: it must not happen; is_cut tells whether that is because the power is gone. */
static int step(int *cut_now) {
    *cut_now = 0;
    if (is_cut) return 1;
    int64_t n = operations_done++;
    if (cut_after < 0 || n < cut_after) return 0;
    is_cut = *cut_now = 1;
    return 1;
}

/* SQLite's code when a fault meets this operation, or 0. */
static int fails(int what) {
    if (!(fault.on & what)) return 0;
    int64_t n = fault.met++;
    if (n < fault.from || n >= fault.until) return 0;
    errno = fault.error;
    return fault.code;
}

static int named(int code, int specific) { return code == SQLITE_IOERR ? specific : code; }

static int no_power(int code) {
    errno = EIO;
    return code;
}

/* ---- files ---- */

static int file_close(sqlite3_file *f) {
    File *file = (File *)f;
    int code = file->real->pMethods->xClose(file->real);
    pthread_mutex_lock(&gate);
    open_files--;
    pthread_mutex_unlock(&gate);
    free(file->path);
    return code;
}

static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
    File *file = (File *)f;
    pthread_mutex_lock(&gate);
    int code = is_cut ? no_power(SQLITE_IOERR_READ) : file->inode ? named(fails(ON_READ), SQLITE_IOERR_READ) : 0;
    pthread_mutex_unlock(&gate);
    return code ? code : file->real->pMethods->xRead(file->real, to, n, at);
}

static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    File *file = (File *)f;
    if (!file->inode) return file->real->pMethods->xWrite(file->real, from, n, at);
    int cut_now, code;
    pthread_mutex_lock(&gate);
    if (step(&cut_now)) {
        if (cut_now) remember(file->inode, at, n, from);
        code = no_power(SQLITE_IOERR_WRITE);
    } else if ((code = named(fails(ON_WRITE), SQLITE_IOERR_WRITE)) != 0) {
        int error = errno, part = (int)(next_random() % (uint64_t)(n + 1));
        if (part > 0 && coin(2) && file->real->pMethods->xWrite(file->real, from, part, at) == SQLITE_OK) remember(file->inode, at, part, from);
        errno = error;
    } else if ((code = file->real->pMethods->xWrite(file->real, from, n, at)) == SQLITE_OK) {
        remember(file->inode, at, n, from);
    }
    pthread_mutex_unlock(&gate);
    return code;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
    File *file = (File *)f;
    if (!file->inode) return file->real->pMethods->xTruncate(file->real, size);
    int cut_now, code;
    pthread_mutex_lock(&gate);
    if (step(&cut_now)) {
        if (cut_now) remember(file->inode, -1, size, NULL);
        code = no_power(SQLITE_IOERR_TRUNCATE);
    } else if ((code = named(fails(ON_TRUNCATE), SQLITE_IOERR_TRUNCATE)) == 0 && (code = file->real->pMethods->xTruncate(file->real, size)) == SQLITE_OK) {
        remember(file->inode, -1, size, NULL);
    }
    pthread_mutex_unlock(&gate);
    return code;
}

/* The real file needs no sync: the disk is the one kept here. */
static int file_sync(sqlite3_file *f, int flags) {
    File *file = (File *)f;
    (void)flags;
    if (!file->inode) return SQLITE_OK;
    int cut_now, code;
    pthread_mutex_lock(&gate);
    if (step(&cut_now)) {
        code = no_power(SQLITE_IOERR_FSYNC);
    } else if ((code = named(fails(ON_SYNC), SQLITE_IOERR_FSYNC)) != 0) {
        drop_some(file->inode);
    } else {
        make_durable(file->inode);
        if (file->syncs_directory) sync_directory(file->path);
        file->syncs_directory = 0;
    }
    pthread_mutex_unlock(&gate);
    return code;
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
PASS(shm_map, (sqlite3_file *f, int page, int size, int extend, void volatile **out), xShmMap(file->real, page, size, extend, out))
PASS(shm_lock, (sqlite3_file *f, int offset, int n, int flags), xShmLock(file->real, offset, n, flags))
PASS(shm_unmap, (sqlite3_file *f, int delete_it), xShmUnmap(file->real, delete_it))

/* Of what the real disk promises, only that a write leaves the bytes beside it alone. */
static int file_device(sqlite3_file *f) {
    File *file = (File *)f;
    return file->real->pMethods->xDeviceCharacteristics(file->real) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static void shm_barrier(sqlite3_file *f) {
    File *file = (File *)f;
    file->real->pMethods->xShmBarrier(file->real);
}

/* Version 2: no memory-mapped reading and writing past this layer. */
static const sqlite3_io_methods methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock, file_reserved,
    file_control, file_sector, file_device, shm_map, shm_lock, shm_barrier, shm_unmap, NULL, NULL};

static int vfs_open(sqlite3_vfs *v, const char *path, sqlite3_file *f, int flags, int *out) {
    File *file = (File *)f;
    (void)v;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    pthread_mutex_lock(&gate);
    int code = is_cut ? no_power(SQLITE_CANTOPEN) : path && fails(ON_OPEN) ? SQLITE_CANTOPEN : 0;
    Name *name = code == 0 && path ? look(path) : NULL;
    if (code == 0) code = below->xOpen(below, path, file->real, flags, out);
    struct stat s;
    if (code == 0 && name && stat(path, &s) == 0) {
        if (!now(name)) {
            becomes(name, new_inode(s.st_ino));
            file->syncs_directory = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
        }
        file->inode = now(name);
        file->path = strdup(path);
    }
    if (file->real->pMethods) {
        file->base.pMethods = &methods;
        open_files++;
    }
    pthread_mutex_unlock(&gate);
    return code;
}

static int vfs_delete(sqlite3_vfs *v, const char *path, int with_directory) {
    int cut_now, code;
    (void)v;
    pthread_mutex_lock(&gate);
    Name *name = is_cut ? NULL : look(path);
    if (step(&cut_now)) {
        if (cut_now && now(name)) becomes(name, NULL);
        code = no_power(SQLITE_IOERR_DELETE);
    } else if ((code = named(fails(ON_DELETE), SQLITE_IOERR_DELETE)) == 0 && (code = below->xDelete(below, path, 0)) == SQLITE_OK) {
        if (now(name)) {
            /* The number may be given to the next file. */
            now(name)->number = 0;
            becomes(name, NULL);
        }
        if (with_directory) sync_directory(path);
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

/* ---- the test's side ---- */

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

static void forget_all(void) {
    while (names) {
        Name *n = names;
        names = n->next;
        free(n->path);
        free(n->states);
        free(n);
    }
    while (inodes) {
        Inode *i = inodes;
        inodes = i->next;
        forget_operations(i);
        free(i->operations);
        free(i->durable.bytes);
        free(i);
    }
    cut_after = -1;
    is_cut = 0;
    fault.on = 0;
}

/* Starts a trial: forgets every file and fault; the operations count from 0. Nonzero, and nothing done: so many files are still open. */
int power_loss_begin(uint64_t seed) {
    pthread_mutex_lock(&gate);
    int left = open_files;
    if (left == 0) {
        forget_all();
        random_state = seed;
        operations_done = 0;
        memset(fates, 0, sizeof fates);
    }
    pthread_mutex_unlock(&gate);
    return left;
}

/* Cuts the power at the n-th operation from now that changes the disk (0: the next one). */
void power_loss_cut_after(int64_t n) {
    pthread_mutex_lock(&gate);
    cut_after = operations_done + n;
    pthread_mutex_unlock(&gate);
}

/* Cuts the power now. */
void power_loss_cut(void) {
    pthread_mutex_lock(&gate);
    is_cut = 1;
    pthread_mutex_unlock(&gate);
}

/* Fails operations of these sorts, the n-th … n+count-1-th from now, with SQLite's code and the system's error number. */
void power_loss_fail(int on, int code, int error, int64_t n, int64_t count) {
    pthread_mutex_lock(&gate);
    fault.on = on;
    fault.code = code;
    fault.error = error;
    fault.from = n;
    fault.until = count < INT64_MAX - n ? n + count : INT64_MAX;
    fault.met = 0;
    pthread_mutex_unlock(&gate);
}

/* Ends a fault that power_loss_fail began. */
void power_loss_heal(void) {
    pthread_mutex_lock(&gate);
    fault.on = 0;
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

/* What became of the unsynced operations in the restorations since the trial began: 0 lost, 1 torn, 2 kept. */
int64_t power_loss_fate(int which) { return which >= 0 && which < FATES ? fates[which] : -1; }

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

/* All lost, all kept, all up to a moment, or each as the coin falls. */
typedef enum { NONE, EVERY, PREFIX, SCATTERED } Mode;

static void write_back(const char *path, Inode *inode, Mode mode, int64_t moment) {
    for (int i = 0; i < inode->count; i++) {
        const Operation *o = &inode->operations[i];
        int fate = mode == NONE ? LOST
            : mode == EVERY     ? KEPT
            : mode == PREFIX    ? (o->serial < moment ? KEPT : o->serial == moment ? TORN : LOST)
                                : (int)(next_random() % FATES);
        fates[fate]++;
        apply(&inode->durable, o, fate);
    }
    forget_operations(inode);
    put(path, inode->durable.bytes, inode->durable.size);
    inode->is_written = 1;
}

static void lose_index(const char *path) {
    size_t n = strlen(path);
    char *index = malloc(n + 5);
    memcpy(index, path, n);
    memcpy(index + n, "-shm", 5);
    if (access(index, F_OK) == 0) {
        if (coin(2)) {
            unlink(index);
        } else {
            unsigned char noise[32768];
            for (size_t i = 0; i < sizeof noise; i++) noise[i] = (unsigned char)next_random();
            put(index, noise, sizeof noise);
        }
    }
    free(index);
}

/* Files that others have renamed lie under names that are not known here. */
static void write_back_moved(const char *path, Mode mode, int64_t moment) {
    size_t n = directory(path);
    char *folder = strndup(path, n ? n : 1);
    DIR *listing = opendir(folder);
    struct dirent *entry;
    while (listing && (entry = readdir(listing)) != NULL) {
        char *full = NULL;
        struct stat s;
        if (asprintf(&full, "%s/%s", folder, entry->d_name) < 0) break;
        if (!find(full) && stat(full, &s) == 0 && S_ISREG(s.st_mode)) {
            Inode *inode = by_number(s.st_ino);
            if (inode && !inode->is_written) write_back(full, inode, mode, moment);
        }
        free(full);
    }
    if (listing) closedir(listing);
    free(folder);
}

/* The power is back: every file becomes what the disk holds, and all of that is durable.
 * Nonzero, and nothing done: so many files are still open. A process that ends at once may force it. */
int power_loss_restore(int force) {
    pthread_mutex_lock(&gate);
    int left = force ? 0 : open_files;
    if (force) is_cut = 1;
    if (left == 0) {
        static const Mode modes[] = {NONE, EVERY, PREFIX, SCATTERED, SCATTERED, SCATTERED};
        Mode mode = modes[next_random() % (sizeof modes / sizeof *modes)];
        int64_t oldest = INT64_MAX;
        for (Inode *i = inodes; i; i = i->next)
            if (i->count > 0 && i->operations[0].serial < oldest) oldest = i->operations[0].serial;
        int64_t moment = oldest < operations_done ? oldest + (int64_t)(next_random() % (uint64_t)(operations_done - oldest + 1)) : 0;
        for (Name *name = names; name; name = name->next) write_back_moved(name->path, mode, moment);
        for (Name *name = names; name; name = name->next) {
            struct stat s;
            /* Others have moved it away or put another file there. */
            if (now(name) && now(name)->number && (stat(name->path, &s) != 0 || s.st_ino != now(name)->number)) continue;
            Inode *chosen = name->states[mode == NONE ? 0 : mode == EVERY ? name->count - 1 : (int)(next_random() % (uint64_t)name->count)];
            if (chosen && !chosen->is_written) write_back(name->path, chosen, mode, moment);
            else if (!chosen) unlink(name->path);
            lose_index(name->path);
        }
        if (!force) forget_all();
    }
    pthread_mutex_unlock(&gate);
    return left;
}
