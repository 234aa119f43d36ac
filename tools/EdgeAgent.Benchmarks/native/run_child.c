// run-child: reads lines "UNITS<tab>PROGRAM<tab>ARGUMENT…", runs each as a child without output, and answers "done UNITS CPU_NS WALL_NS PEAK_RESIDENT_BYTES" of that child and its own.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peer.h"

enum { LONGEST = 16384, MOST = 64 };

int main(void) {
    static char line[LONGEST];
    printf("ready\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        char *arguments[MOST + 1], *rest = NULL;
        int count = 0;
        line[strcspn(line, "\n")] = 0;
        const char *units = strtok_r(line, "\t", &rest);
        for (char *word; count < MOST && (word = strtok_r(NULL, "\t", &rest)) != NULL;) arguments[count++] = word;
        arguments[count] = NULL;
        if (!units || count == 0) fail("a line", "names no program");

        const int64_t began = wall_ns();
        const pid_t child = fork();
        if (child < 0) fail("fork", "gave no process");
        if (child == 0) {
            const int nothing = open("/dev/null", O_RDWR);
            dup2(nothing, 0);
            dup2(nothing, 1);
            execv(arguments[0], arguments);
            _exit(127);
        }
        int status;
        struct rusage use;
        if (wait4(child, &status, 0, &use) != child) fail("wait4", "lost the child");
        const int64_t took = wall_ns() - began;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail(arguments[0], "failed; its own message stands above");
        printf("done %s %lld %lld %lld\n", units, (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000000LL + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1000LL,
            (long long)took, use.ru_maxrss * 1024LL);
        fflush(stdout);
    }
    return 0;
}
