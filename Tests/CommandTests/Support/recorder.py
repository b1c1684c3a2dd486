"""Records the raw bytes of every request, framing included, and answers 200.

Prints its port, then each request as one line of JSON when it is answered, or when its connection ends before:
  connection     a number, counted in the order of acceptance
  raw            all bytes of the request, as hex
  end            "complete", "closed" or "reset"
  pieces         [bytes so far, moment] after each read
  began, ended   the moments of the first byte and of the end
  answered       the moment of the answer, or null
  seconds        from the first piece to the last
  unixSeconds    when it began
  continuedAfter how many bytes of the body were there when 100 Continue was sent, or null
  finished       whether the sender had closed its side (FIN, or TLS close_notify) before the answer
  inFlight       how many whole requests, this one included, waited for an answer when it was answered
A moment is a number that grows with each thing that happens, over all connections. What has come is read from all
connections before anything is answered, so an answer never overtakes bytes that were sent before the request it is for.
Ends when its standard input does.

usage: recorder.py [--tls CERTIFICATE KEY] [--answer-when fin | --answer-when N]
  --answer-when fin  answers when the sender has closed its side, or after two seconds
  --answer-when N    answers when N whole requests wait for it, or after two seconds
"""

import argparse
import json
import select
import selectors
import socket
import ssl
import sys
import time

# How long an answer waits for what was asked for; less than the vendors' timeout.
LIMIT = 2.0
# How long a request that expects 100 Continue must stay silent; less than the second after which senders go on.
QUIET = 0.1

arguments = argparse.ArgumentParser()
arguments.add_argument("--tls", nargs=2)
arguments.add_argument("--answer-when", default="1")
arguments = arguments.parse_args()
context = None
if arguments.tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Otherwise nothing could be answered to a client that closed its sending side without a word.
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    context.load_cert_chain(*arguments.tls)
last_moment = 0


def moment():
    global last_moment
    last_moment += 1
    return last_moment


def head_end(raw):
    """Where the body begins, or None."""
    mark = raw.find(b"\r\n\r\n")
    return None if mark < 0 else mark + 4


def headers(raw):
    lines = raw[: head_end(raw)].lower().split(b"\r\n")[1:]
    return {name.strip(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}


def length_of(raw):
    """How many bytes the request at the start of raw takes, or None while that cannot be told."""
    place = head_end(raw)
    if place is None:
        return None
    fields = headers(raw)
    if fields.get(b"transfer-encoding") != b"chunked":
        total = place + int(fields.get(b"content-length", 0))
        return total if len(raw) >= total else None
    while True:
        line = raw.find(b"\r\n", place)
        if line < 0:
            return None
        size = int(raw[place:line], 16)
        place = line + 2 + size + 2
        if len(raw) < place:
            return None
        if size == 0:
            return place


class Connection:
    def __init__(self, accepted, number):
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = number
        self.socket = accepted
        if context:
            self.socket = context.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
        self.is_open = context is None
        self.is_finished = False
        self.end = None
        self.begin(b"")

    def begin(self, raw):
        """The next request begins with these bytes, which came behind the one before."""
        self.raw, self.pieces, self.deadline, self.continued = b"", [], None, None
        if raw:
            self.take(raw)

    def take(self, data):
        now = time.monotonic()
        if not self.raw:
            self.first, self.unix = now, time.time()
        self.last = now
        self.raw += data
        self.pieces.append([len(self.raw), moment()])

    def read(self):
        try:
            if not self.is_open:
                self.socket.do_handshake()
                self.is_open = True
            while not self.is_finished:
                data = self.socket.recv(65536)
                if data:
                    self.take(data)
                elif self.is_cut():
                    self.end = "reset"
                    return
                else:
                    self.is_finished = True
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError:
            self.end = "reset"

    def is_cut(self):
        """Whether both directions are gone; reading over TLS shows a reset as an end."""
        poll = select.poll()
        poll.register(self.socket, 0)
        return any(events & (select.POLLHUP | select.POLLERR) for _, events in poll.poll(0))

    def send(self, data):
        try:
            self.socket.setblocking(True)
            self.socket.sendall(data)
            self.socket.setblocking(False)
        except OSError:
            self.end = "reset"

    def is_whole(self):
        return self.end is None and length_of(self.raw) is not None

    def wait(self, seconds):
        """Whether so much time is over since the first call for this request."""
        self.deadline = self.deadline or time.monotonic() + seconds
        return time.monotonic() >= self.deadline

    def consent(self):
        """Sends 100 Continue to a head that asks for it, once it has been silent for a while."""
        begin = head_end(self.raw)
        if self.continued is not None or begin is None or headers(self.raw).get(b"expect") != b"100-continue":
            return
        if self.wait(QUIET) or len(self.raw) > begin:
            self.continued, self.deadline = len(self.raw) - begin, None
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def may_be_answered(self, waiting):
        if arguments.answer_when == "fin":
            return self.is_finished or self.wait(LIMIT)
        return waiting >= int(arguments.answer_when) or self.wait(LIMIT)

    def answer(self, waiting):
        total = length_of(self.raw)
        self.report("complete", self.raw[:total], waiting, moment())
        self.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
        self.begin(self.raw[total:])

    def report(self, end, raw, waiting, answered):
        facts = {
            "connection": self.number,
            "raw": raw.hex(),
            "end": end,
            "pieces": self.pieces,
            "began": self.pieces[0][1],
            "ended": self.pieces[-1][1],
            "answered": answered,
            "seconds": self.last - self.first,
            "unixSeconds": int(self.unix),
            "continuedAfter": self.continued,
            "finished": self.is_finished,
            "inFlight": waiting,
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()

    def is_done(self):
        """Whether nothing more can come of it; what was left half is reported."""
        if self.end is None and self.is_finished and length_of(self.raw) is None:
            self.end = "closed"
        if self.end is None:
            return False
        if self.raw:
            self.report(self.end, self.raw, 0, None)
        return True


listener = socket.create_server(("127.0.0.1", 0), backlog=128)
listener.setblocking(False)
print(listener.getsockname()[1], flush=True)
selector = selectors.PollSelector()
selector.register(listener, selectors.EVENT_READ, None)
selector.register(sys.stdin, selectors.EVENT_READ, "input")
connections = []
accepted_count = 0

while True:
    deadlines = [connection.deadline for connection in connections if connection.deadline]
    pause = max(0, min(deadlines) - time.monotonic()) if deadlines else None
    for key, _ in selector.select(pause):
        if key.data == "input":
            if not sys.stdin.buffer.raw.read(4096):
                sys.exit(0)
        elif key.data is None:
            accepted_count += 1
            connection = Connection(listener.accept()[0], accepted_count)
            connections.append(connection)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        else:
            key.data.read()
            if key.data.is_finished:
                selector.unregister(key.fileobj)
    for connection in connections:
        connection.consent()
    while waiting := [connection for connection in connections if connection.is_whole()]:
        ready = [connection for connection in waiting if connection.may_be_answered(len(waiting))]
        for connection in ready:
            connection.answer(len(waiting))
        if not ready:
            break
    for connection in [connection for connection in connections if connection.is_done()]:
        if connection.socket in selector.get_map():
            selector.unregister(connection.socket)
        connection.socket.close()
        connections.remove(connection)
