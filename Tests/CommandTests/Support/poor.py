"""A receiver that does one thing wrong; it writes its port, and ends with its standard input.

backlog: accepts nobody    silent: reads and never answers    close: reads and closes
dies: answers 500 once, then nobody listens    state: 500 to everything    tls CERTIFICATE KEY: speaks TLS
"""
import socket
import ssl
import sys
import threading

kind = sys.argv[1]
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0 if kind == "backlog" else 64)
kept = []
if kind == "backlog":
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(server.getsockname())
        kept.append(filler)
if kind == "tls":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
ERROR = b"HTTP/1.1 500 Broken\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


def request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = (int(lengths[0]) if lengths else 0) - len(body)
    while missing > 0:
        piece = connection.recv(65536)
        if not piece:
            return
        missing -= len(piece)


def serve():
    while True:
        try:
            connection, _ = server.accept()
            if kind == "tls":
                connection = context.wrap_socket(connection, server_side=True)
            if kind == "dies":
                server.close()
            request(connection)
            if kind in ("dies", "state", "tls"):
                connection.sendall(ERROR)
            if kind == "silent":
                kept.append(connection)
            else:
                connection.close()
        except OSError:
            if kind == "dies":
                return


print(server.getsockname()[1], flush=True)
if kind != "backlog":
    threading.Thread(target=serve, daemon=True).start()
sys.stdin.read()
