// Puts, receives and deletes messages over HTTP with nothing in between: what a client without a library can do.
//   queue MODE PORT MESSAGES THREADS [BYTES]
// MODE: put, take (receive and delete until nothing is left for a second), through (both at once, with at most AHEAD messages
// in the queue), backlog (all are put before the first is received). Batches of 16. Prints the messages, the seconds, and how many were lost or came twice.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 16, ROOM = 1 << 20, AHEAD = 10000 };

static int port, bytes, is_through;
static long total;
static atomic_long next, taken, twice;
static atomic_uchar *seen;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static int dial(void) {
    int one = 1, link = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(link, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(link, (struct sockaddr *)&place, sizeof place)) { perror("connect"); exit(1); }
    return link;
}

// Sends one request and reads its whole answer into `room`; the status, with the body at `*text`.
static int call(int link, const char *method, const char *path, const char *body, char *room, char **text) {
    static _Thread_local char head[512];
    size_t length = strlen(body), got = 0;
    int size = snprintf(head, sizeof head, "%s /queues/bench/messages%s HTTP/1.1\r\nHost: h\r\nContent-Length: %zu\r\n\r\n",
                        method, path, length);
    struct { const char *at; size_t count; } parts[] = {{head, size}, {body, length}};
    for (int part = 0; part < 2; part++)
        for (size_t sent = 0; sent < parts[part].count;) {
            ssize_t count = write(link, parts[part].at + sent, parts[part].count - sent);
            if (count <= 0) { perror("write"); exit(1); }
            sent += count;
        }
    for (;;) {
        ssize_t count = read(link, room + got, ROOM - 1 - got);
        if (count <= 0) { perror("read"); exit(1); }
        got += count;
        room[got] = 0;
        char *end = strstr(room, "\r\n\r\n");
        if (!end) continue;
        char *field = strcasestr(room, "content-length:");
        size_t whole = field && field < end ? strtoul(field + 15, 0, 10) : 0;
        *text = end + 4;
        if (got >= (size_t)(end + 4 - room) + whole) return atoi(room + 9);
    }
}

static void *put(void *unused) {
    char *room = malloc(ROOM), *body = malloc(BATCH * (bytes + 200L) + 200), *text;
    int link = dial();
    for (;;) {
        while (is_through && atomic_load(&next) - atomic_load(&taken) > AHEAD) usleep(1000);
        long first = atomic_fetch_add(&next, BATCH);
        if (first >= total) break;
        char *at = body + sprintf(body, "<Messages>");
        for (long number = first; number < first + BATCH && number < total; number++) {
            at += sprintf(at, "<Message><MessageBody>%010ld", number);
            memset(at, 'x', bytes - 10);
            at += bytes - 10 + sprintf(at + bytes - 10, "</MessageBody></Message>");
        }
        sprintf(at, "</Messages>");
        if (call(link, "POST", "", body, room, &text) != 201) { fprintf(stderr, "put failed: %s\n", room); exit(1); }
    }
    close(link);
    return unused;
}

static void *take(void *unused) {
    char *room = malloc(ROOM), *body = malloc(16384), *text;
    int link = dial(), misses = 0;
    while (atomic_load(&taken) < total && misses < 5) {
        int status = call(link, "GET", "?numOfMessages=16&waitseconds=1", "", room, &text);
        if (status == 404) { misses++; continue; }
        misses = 0;
        char *at = body + sprintf(body, "<ReceiptHandles>");
        for (char *message = text; (message = strstr(message, "<ReceiptHandle>")); message++) {
            char *end = strstr(message, "</ReceiptHandle>"), *content = strstr(message, "<MessageBody>");
            at += sprintf(at, "%.*s</ReceiptHandle>", (int)(end - message), message);
            long number = atol(content + 13);
            if (number < 0 || number >= total || atomic_exchange(&seen[number], 1)) atomic_fetch_add(&twice, 1);
            else atomic_fetch_add(&taken, 1);
        }
        sprintf(at, "</ReceiptHandles>");
        if (call(link, "DELETE", "", body, room, &text) != 204) { fprintf(stderr, "delete failed: %s\n", room); exit(1); }
    }
    close(link);
    return unused;
}

int main(int count, char **words) {
    if (count < 5) { fprintf(stderr, "usage: queue MODE PORT MESSAGES THREADS [BYTES]\n"); return 64; }
    const char *mode = words[1];
    port = atoi(words[2]);
    total = atol(words[3]);
    is_through = !strcmp(mode, "through");
    int threads = atoi(words[4]), started = 0;
    bytes = count > 5 ? atoi(words[5]) : 700;
    seen = calloc(total, 1);
    pthread_t all[256];
    double begin = seconds();
    if (strcmp(mode, "take"))
        for (int thread = 0; thread < threads; thread++) pthread_create(&all[started++], 0, put, 0);
    if (!strcmp(mode, "backlog")) {
        while (started) pthread_join(all[--started], 0);
        printf("put %ld messages in %.1f s, %.0f/s\n", total, seconds() - begin, total / (seconds() - begin));
        begin = seconds();
    }
    if (strcmp(mode, "put"))
        for (int thread = 0; thread < threads; thread++) pthread_create(&all[started++], 0, take, 0);
    while (started) pthread_join(all[--started], 0);
    double took = seconds() - begin;
    if (!strcmp(mode, "put")) printf("put %ld messages in %.1f s, %.0f/s\n", total, took, total / took);
    else printf("%s: took %ld of %ld messages in %.1f s, %.0f/s; lost %ld, twice %ld\n", mode, atomic_load(&taken), total, took,
                atomic_load(&taken) / took, total - atomic_load(&taken), atomic_load(&twice));
    return strcmp(mode, "put") && (atomic_load(&taken) != total || atomic_load(&twice)) ? 1 : 0;
}
