"""Records the raw bytes of every request, framing included, and answers 200.

Prints its port, then each request as one line of JSON once it is complete or its connection has ended:
{"connection": n, "raw": hex, "end": "complete" | "closed" | "reset", "began": seconds, "ended": seconds, "reads": n}.
A request is complete by its Content-Length or its last chunk. Ends when its standard input does.

usage: recorder.py [--tls CERTIFICATE KEY]
"""

import json
import os
import re
import socket
import ssl
import sys
import threading
import time

context = None
if len(sys.argv) > 1 and sys.argv[1] == "--tls":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
output = threading.Lock()


def report(**facts):
    with output:
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()


def length_of(raw):
    """How many bytes the request at the start of raw takes, or None while that cannot be told."""
    head, mark, _ = raw.partition(b"\r\n\r\n")
    if not mark:
        return None
    begin = len(head) + 4
    if re.search(rb"(?im)^transfer-encoding:\s*chunked", head):
        end = raw.find(b"0\r\n\r\n", begin)
        return None if end < 0 else end + 5
    match = re.search(rb"(?im)^content-length:\s*(\d+)", head)
    total = begin + int(match.group(1) if match else 0)
    return total if len(raw) >= total else None


def serve(connection, number):
    raw, began, reads, answered = b"", None, 0, False
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        while True:
            data = connection.recv(65536)
            now = time.monotonic()
            began = began or now
            if not data:
                end = "closed"
                break
            reads += 1
            raw += data
            if not answered and re.search(rb"(?i)expect: 100-continue\r\n", raw) and b"\r\n\r\n" in raw:
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                answered = True
            while (length := length_of(raw)) is not None:
                report(connection=number, raw=raw[:length].hex(), end="complete", began=began, ended=now, reads=reads)
                raw, began, reads, answered = raw[length:], None, 0, False
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
    except (ConnectionResetError, ssl.SSLError, OSError):
        end = "reset"
    if raw or reads:
        report(connection=number, raw=raw.hex(), end=end, began=began, ended=time.monotonic(), reads=reads)
    connection.close()


listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
number = 0
while True:
    accepted, _ = listener.accept()
    accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    number += 1
    threading.Thread(target=serve, args=(accepted, number), daemon=True).start()
