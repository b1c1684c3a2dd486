"""A receiver of callbacks in another language than the tool, with the standard library alone.

Prints its port, then each request as one line of JSON before it is answered. Signatures are computed here from the
vendors' words, so that a mistake of the tool is not repeated. Ends when its standard input does.

usage: receiver.py [--key KEY] [--signed-url URL] ok|status N|sequence N,N,...|close|silent|redirect
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import socketserver
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("--key", default="")
parser.add_argument("--signed-url")
parser.add_argument("behaviour", choices=["ok", "status", "sequence", "close", "silent", "redirect"])
parser.add_argument("argument", nargs="?", default="200")
options = parser.parse_args()


def aliyun(url, headers, body):
    """MD5 of callback URL, timestamp and key, joined by |."""
    text = "|".join([url, headers.get("x-vod-timestamp", ""), options.key])
    return headers.get("x-vod-signature") == hashlib.md5(text.encode()).hexdigest()


def volcengine(url, headers, body):
    """The same with the Base64 of the body as the fourth part."""
    text = "|".join([url, headers.get("x-vod-timestamp", ""), options.key, base64.b64encode(body).decode()])
    return headers.get("x-vod-signature") == hashlib.md5(text.encode()).hexdigest()


def standard_webhooks(url, headers, body):
    """HMAC-SHA256 of id, timestamp and body under the Base64 part of a whsec_ key."""
    if not options.key.startswith("whsec_"):
        return False
    start = "{}.{}.".format(headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""))
    key = base64.b64decode(options.key[len("whsec_"):])
    digest = hmac.new(key, start.encode() + body, hashlib.sha256).digest()
    return headers.get("webhook-signature") == "v1," + base64.b64encode(digest).decode()


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        while self.exchange():
            pass

    def exchange(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            head += line
        arrived = time.monotonic()
        lines = head.decode("latin-1").split("\r\n")[:-2]
        headers = [line.split(": ", 1) for line in lines[1:]]
        named = {name.lower(): value for name, value in headers}
        body = self.rfile.read(int(named.get("content-length", "0")))
        target = lines[0].split(" ")[1]
        url = options.signed_url or "http://{}{}".format(named.get("host", ""), target)
        number = self.server.record({
            "arrived": arrived,
            "clock": time.time(),
            "line": lines[0],
            "headers": headers,
            "body": body.decode(),
            "bodyBytes": len(body),
            "connection": self.client_address[1],
            "signedBy": [
                scheme.__name__ for scheme in (aliyun, volcengine, standard_webhooks)
                if scheme(url, named, body)
            ],
        })
        return self.answer(number)

    def answer(self, number):
        if options.behaviour == "close":
            return False
        if options.behaviour == "silent":
            self.rfile.read()
            return False
        if options.behaviour == "redirect":
            self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
            return True
        statuses = [int(part) for part in options.argument.split(",")]
        status = statuses[min(number, len(statuses)) - 1]
        length = "" if status == 204 else "Content-Length: 0\r\n"
        self.wfile.write("HTTP/1.1 {} Answer\r\n{}\r\n".format(status, length).encode())
        return True


class Receiver(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.count = 0

    def record(self, request):
        with self.lock:
            self.count += 1
            print(json.dumps(request), flush=True)
            return self.count

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is part of the tests."""


threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
receiver = Receiver()
print(receiver.server_address[1], flush=True)
receiver.serve_forever()
