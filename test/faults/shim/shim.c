/*
 * Stands between a process and its disk (LD_PRELOAD). Two services, each asked for by the environment:
 *
 * PORTAS_SHIM_TRACE=FILE    appends every change below PORTAS_SHIM_DIR to FILE, in the order in which it was made, contents included, with what the process
 *                           wrote to standard output in between. One lock is held over each call and its line, so the order is the true one.
 * PORTAS_SHIM_CONTROL=FILE  counts calls on database files below PORTAS_SHIM_DIR and lets one of them, or all from one on, fail. FILE holds six 32-bit
 *                           integers, shared with whoever steers: armed, count, fail-at, persistent, failed, errno.
 *
 * What lies below PORTAS_SHIM_EXCEPT is left alone. A line of the trace: 28 bytes of head (op, fd, flags, offset 64 bit, length of the name, length of the data; little-endian), name, data.
 * Not seen: mmap (SQLite maps the -shm file alone, which is made anew after a crash), unlinkat, copy_file_range.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum op { START = 1, OPEN, WRITE, TRUNCATE, SYNC, CLOSE, RENAME, UNLINK, MKDIR, RMDIR, SAID };
enum { MAX_FD = 65536, WATCHED = 1, DATABASE = 2 };

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static unsigned char kind[MAX_FD];
static int trace = -1;
static const char *dir, *except;
static volatile int32_t *control;

#define REAL(ret, name, ...) static ret (*real_##name)(__VA_ARGS__)
REAL(int, open, const char *, int, ...);
REAL(int, close, int);
REAL(ssize_t, read, int, void *, size_t);
REAL(ssize_t, pread64, int, void *, size_t, off64_t);
REAL(ssize_t, write, int, const void *, size_t);
REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
REAL(int, ftruncate64, int, off64_t);
REAL(int, fsync, int);
REAL(int, fdatasync, int);
REAL(int, rename, const char *, const char *);
REAL(int, unlink, const char *);
REAL(int, mkdir, const char *, mode_t);
REAL(int, rmdir, const char *);

static void note(enum op op, int fd, int flags, int64_t offset, const char *name, const void *data, size_t length) {
  if (trace < 0) return;
  uint32_t name_length = name == NULL ? 0 : (uint32_t)strlen(name);
  uint32_t head[7] = { op, (uint32_t)fd, (uint32_t)flags, (uint32_t)offset, (uint32_t)(offset >> 32), name_length, (uint32_t)length };
  size_t total = sizeof head + name_length + length;
  char *line = malloc(total);
  if (line == NULL) abort();
  memcpy(line, head, sizeof head);
  memcpy(line + sizeof head, name == NULL ? "" : name, name_length);
  if (length > 0) memcpy(line + sizeof head + name_length, data, length);
  /* A trace with a hole would prove nothing. */
  if (real_write(trace, line, total) != (ssize_t)total) abort();
  free(line);
}

__attribute__((constructor)) static void begin(void) {
#define FIND(name) real_##name = dlsym(RTLD_NEXT, #name)
  FIND(open); FIND(close); FIND(read); FIND(pread64); FIND(write); FIND(pwrite64); FIND(ftruncate64);
  FIND(fsync); FIND(fdatasync); FIND(rename); FIND(unlink); FIND(mkdir); FIND(rmdir);
  dir = getenv("PORTAS_SHIM_DIR");
  except = getenv("PORTAS_SHIM_EXCEPT");
  if (dir == NULL) return;
  const char *file = getenv("PORTAS_SHIM_TRACE");
  if (file != NULL) {
    trace = real_open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    note(START, 0, 0, 0, NULL, NULL, 0);
  }
  file = getenv("PORTAS_SHIM_CONTROL");
  if (file != NULL) {
    int fd = real_open(file, O_RDWR | O_CLOEXEC);
    void *map = fd < 0 ? MAP_FAILED : mmap(NULL, 24, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) abort();
    control = map;
    real_close(fd);
  }
}

static int within(const char *path, const char *folder) {
  if (folder == NULL || path == NULL) return 0;
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}
static int below(const char *path) { return within(path, dir) && !within(path, except); }

/* The -shm file is no part of what is kept: it is left alone. */
static int kind_of(const char *path) {
  if (!below(path)) return 0;
  const char *name = strrchr(path, '/');
  size_t length = strlen(path);
  if (length > 4 && strcmp(path + length - 4, "-shm") == 0) return 0;
  return name != NULL && strncmp(name, "/portas.db", 10) == 0 ? WATCHED | DATABASE : WATCHED;
}

static int is(int fd, int what) { return fd >= 0 && fd < MAX_FD && (kind[fd] & what) != 0; }

/* Whether this call is the one that has to fail; errno is set then. */
static int fails(int counts) {
  if (!counts || control == NULL || !control[0]) return 0;
  int32_t count = ++control[1];
  if (control[3] ? count < control[2] : count != control[2]) return 0;
  control[4]++;
  errno = control[5];
  return 1;
}

#define LOCKED pthread_mutex_lock(&lock)
#define UNLOCK do { int kept = errno; pthread_mutex_unlock(&lock); errno = kept; } while (0)

static int opened(const char *path, int flags, mode_t mode) {
  LOCKED;
  int what = kind_of(path);
  int fd = fails(what & DATABASE) ? -1 : real_open(path, flags, mode);
  if (fd >= 0 && fd < MAX_FD) {
    kind[fd] = (unsigned char)what;
    if (what) note(OPEN, fd, (flags & O_CREAT ? 1 : 0) | (flags & O_TRUNC ? 2 : 0), 0, path, NULL, 0);
  }
  UNLOCK;
  return fd;
}

static mode_t mode_of(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; }

int open(const char *path, int flags, ...) {
  va_list rest; va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return opened(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  va_list rest; va_start(rest, flags);
  mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return opened(path, flags | O_LARGEFILE, mode);
}

int close(int fd) {
  LOCKED;
  if (is(fd, WATCHED)) { note(CLOSE, fd, 0, 0, NULL, NULL, 0); kind[fd] = 0; }
  int result = real_close(fd);
  UNLOCK;
  return result;
}

ssize_t read(int fd, void *to, size_t length) {
  if (is(fd, DATABASE) && fails(1)) return -1;
  return real_read(fd, to, length);
}
ssize_t pread64(int fd, void *to, size_t length, off64_t offset) {
  if (is(fd, DATABASE) && fails(1)) return -1;
  return real_pread64(fd, to, length, offset);
}
ssize_t pread(int fd, void *to, size_t length, off_t offset) { return pread64(fd, to, length, offset); }

ssize_t write(int fd, const void *from, size_t length) {
  if (fd == STDOUT_FILENO && !is(fd, WATCHED)) {
    LOCKED;
    note(SAID, fd, 0, 0, NULL, from, length);
    ssize_t done = real_write(fd, from, length);
    UNLOCK;
    return done;
  }
  if (!is(fd, WATCHED)) return real_write(fd, from, length);
  LOCKED;
  ssize_t done = fails(is(fd, DATABASE)) ? -1 : real_write(fd, from, length);
  if (done > 0) note(WRITE, fd, 0, lseek64(fd, 0, SEEK_CUR) - done, NULL, from, (size_t)done);
  UNLOCK;
  return done;
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  ssize_t total = 0;
  for (int i = 0; i < count; i++) {
    ssize_t done = write(fd, parts[i].iov_base, parts[i].iov_len);
    if (done < 0) return total > 0 ? total : done;
    total += done;
    if ((size_t)done < parts[i].iov_len) break;
  }
  return total;
}
ssize_t pwrite64(int fd, const void *from, size_t length, off64_t offset) {
  if (!is(fd, WATCHED)) return real_pwrite64(fd, from, length, offset);
  LOCKED;
  ssize_t done = fails(is(fd, DATABASE)) ? -1 : real_pwrite64(fd, from, length, offset);
  if (done > 0) note(WRITE, fd, 0, offset, NULL, from, (size_t)done);
  UNLOCK;
  return done;
}
ssize_t pwrite(int fd, const void *from, size_t length, off_t offset) { return pwrite64(fd, from, length, offset); }

int ftruncate64(int fd, off64_t size) {
  if (!is(fd, WATCHED)) return real_ftruncate64(fd, size);
  LOCKED;
  int result = fails(is(fd, DATABASE)) ? -1 : real_ftruncate64(fd, size);
  if (result == 0) note(TRUNCATE, fd, 0, size, NULL, NULL, 0);
  UNLOCK;
  return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int synced(int fd, int (*really)(int)) {
  if (!is(fd, WATCHED)) return really(fd);
  LOCKED;
  int result = fails(is(fd, DATABASE)) ? -1 : really(fd);
  if (result == 0) note(SYNC, fd, 0, 0, NULL, NULL, 0);
  UNLOCK;
  return result;
}
int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int rename(const char *from, const char *to) {
  LOCKED;
  int result = real_rename(from, to);
  if (result == 0 && (below(from) || below(to))) note(RENAME, 0, 0, 0, from, to, strlen(to));
  UNLOCK;
  return result;
}
#define ON_PATH(name, op) \
  int name(const char *path) { \
    LOCKED; \
    int result = real_##name(path); \
    if (result == 0 && below(path)) note(op, 0, 0, 0, path, NULL, 0); \
    UNLOCK; \
    return result; \
  }
ON_PATH(unlink, UNLINK)
ON_PATH(rmdir, RMDIR)
int mkdir(const char *path, mode_t mode) {
  LOCKED;
  int result = real_mkdir(path, mode);
  if (result == 0 && below(path)) note(MKDIR, 0, 0, 0, path, NULL, 0);
  UNLOCK;
  return result;
}
