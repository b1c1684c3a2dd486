// What full-fidelity delivery is compared with: POSTs of one body through libcurl's multi socket interface and
// epoll, as many at once as asked for, over HTTP/2 with TLS. Prints how many got an answer 200.
//   cc -O2 multi.c -lcurl -o multi && ./multi URL SECONDS AT_ONCE BODY_FILE
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

static int queue;
static CURLM *multi;
static long timeout_ms = -1;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
    (void)easy;
    (void)context;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(queue, EPOLL_CTL_DEL, socket, NULL);
        return 0;
    }
    struct epoll_event event = {.data.fd = socket};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    epoll_ctl(queue, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    curl_multi_assign(multi, socket, &queue);
    return 0;
}

static int on_timer(CURLM *handle, long milliseconds, void *context) {
    (void)handle;
    (void)context;
    timeout_ms = milliseconds;
    return 0;
}

static size_t discard(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

int main(int count, char **arguments) {
    if (count != 5) return 64;
    double end = now() + atof(arguments[2]);
    int at_once = atoi(arguments[3]);
    FILE *file = fopen(arguments[4], "rb");
    if (!file) return 3;
    static char body[1 << 16];
    long length = (long)fread(body, 1, sizeof body, file);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    queue = epoll_create1(0);
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 4096L);
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "X-VOD-TIMESTAMP: 1768464000");
    headers = curl_slist_append(headers, "X-VOD-SIGNATURE: 0123456789abcdef0123456789abcdef");
    headers = curl_slist_append(headers, "Expect:");
    headers = curl_slist_append(headers, "Accept:");
    for (int place = 0; place < at_once; place++) {
        CURL *easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, arguments[1]);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, length);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_multi_add_handle(multi, easy);
    }
    long good = 0;
    int running = at_once;
    while (now() < end || running > 0) {
        struct epoll_event events[512];
        int ready = epoll_wait(queue, events, 512, timeout_ms < 0 ? 1000 : (int)timeout_ms);
        if (ready == 0 || timeout_ms == 0) {
            timeout_ms = -1;
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        for (int place = 0; place < ready; place++) {
            int bits = (events[place].events & EPOLLIN ? CURL_CSELECT_IN : 0)
                | (events[place].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
            curl_multi_socket_action(multi, events[place].data.fd, bits, &running);
        }
        int left;
        CURLMsg *message;
        while ((message = curl_multi_info_read(multi, &left))) {
            CURL *easy = message->easy_handle;
            long status = 0;
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            if (message->data.result == CURLE_OK && status == 200) good++;
            curl_multi_remove_handle(multi, easy);
            if (now() < end) {
                curl_multi_add_handle(multi, easy);
                running++;
            }
        }
    }
    printf("%ld\n", good);
    return 0;
}
