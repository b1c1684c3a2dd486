"""Receives the callbacks of Alibaba Cloud VOD: verify, keep, answer. Flask and SQLite.

    pip install flask
    VOD_CALLBACK_KEY=Key12345 python3 receiver.py --port 8080

POST /callback takes the callbacks, GET /videos/ID shows what they say of a video.
"""

import argparse
import hashlib
import hmac
import json
import os
import re
import sqlite3
import threading
import time

from flask import Flask, jsonify, request
from werkzeug.serving import make_server

BODY_LIMIT = 4 * 1024 * 1024
FRESH_SECONDS = 300
# What is understood here. Every other event is acknowledged and not kept.
EVENTS = ("FileUploadComplete", "StreamTranscodeComplete", "TranscodeComplete", "DeleteMediaComplete")

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT


class Refused(Exception):
    """A callback that is not kept; the vendor sends it again, and then gives up."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Store:
    """All events as they came. What they mean is worked out when it is asked for."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.database = sqlite3.connect(path, check_same_thread=False)
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS events (digest TEXT PRIMARY KEY, video TEXT NOT NULL, body BLOB NOT NULL)"
        )
        self.database.execute("CREATE INDEX IF NOT EXISTS by_video ON events (video)")
        self.database.commit()

    def keep(self, video, body):
        """Returns when the event is on disk. A repeated event has the same bytes, and is kept once."""
        with self.lock, self.database:
            self.database.execute(
                "INSERT OR IGNORE INTO events VALUES (?, ?, ?)", (hashlib.sha256(body).hexdigest(), video, body)
            )

    def events(self, video):
        """In the order of what happened, not of arrival: the vendor promises no order."""
        with self.lock:
            rows = self.database.execute("SELECT body, digest FROM events WHERE video = ?", (video,)).fetchall()
        events = [(json.loads(body), digest) for body, digest in rows]
        events.sort(key=lambda row: (str(row[0].get("EventTime")), row[0]["EventType"], row[1]))
        return [event for event, _ in events]


def verify(settings, headers):
    """MD5 over the URL as it is configured at the vendor, the time, and the key. The body is not signed."""
    stamp = headers.get("X-VOD-TIMESTAMP", "")
    signature = headers.get("X-VOD-SIGNATURE", "")
    if not re.fullmatch("[0-9]{10}", stamp):
        raise Refused(401, "no timestamp, or not Unix seconds")
    text = "|".join([settings.url, stamp, settings.key])
    expected = hashlib.md5(text.encode()).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        raise Refused(401, "the signature does not match")
    # In both directions: a time of next year could be replayed until next year.
    if abs(time.time() - int(stamp)) > FRESH_SECONDS:
        raise Refused(401, "the timestamp is not of now")


def not_json(name):
    raise ValueError(f"{name} is no JSON")


def recognise(body):
    """The event, or a refusal if what decides its meaning cannot be read. Unknown fields and events are fine."""
    try:
        event = json.loads(body.decode("utf-8"), parse_constant=not_json)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON") from None
    if not isinstance(event, dict) or not isinstance(event.get("EventType"), str):
        raise Refused(400, "the body is no event")
    for field in ("VideoId", "MediaId"):
        if field in event and not (isinstance(event[field], str) and re.fullmatch(r"[\w-]{1,64}", event[field])):
            raise Refused(400, f"{field} is no id")
    if event["EventType"] in ("StreamTranscodeComplete", "TranscodeComplete"):
        if not isinstance(event.get("Status"), str) or "VideoId" not in event:
            raise Refused(400, "the event says neither what happened nor to what")
    streams = event.get("StreamInfos")
    if streams is not None and not (isinstance(streams, list) and all(isinstance(one, dict) for one in streams)):
        raise Refused(400, "StreamInfos is no list of streams")
    # The job tells which stream it is; a guess would make two of one.
    if not all(isinstance(one.get("JobId"), (str, type(None))) for one in [event, *(streams or [])]):
        raise Refused(400, "JobId is no id")
    return event


def text(value):
    return value if isinstance(value, str) else None


def number(value):
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def state(video, events):
    """What the events say of a video, whatever their order and however often each came."""
    uploaded, deleted, result = False, False, None
    renditions = {}
    for event in events:
        kind, status = event["EventType"], event.get("Status")
        if kind == "FileUploadComplete" and status != "fail":
            uploaded = True
        elif kind == "StreamTranscodeComplete":
            add_rendition(renditions, event)
        elif kind == "TranscodeComplete":
            result = status
            for stream in event.get("StreamInfos") or []:
                add_rendition(renditions, stream)
        elif kind == "DeleteMediaComplete" and event.get("DeleteType") == "all" and status == "success":
            deleted = True
    return {
        "id": video,
        "status": overall(uploaded, deleted, result, renditions.values()),
        "renditions": sorted(renditions.values(), key=lambda one: json.dumps(one, sort_keys=True)),
    }


def add_rendition(renditions, stream):
    """StreamTranscodeComplete and an entry of TranscodeComplete say the same; the job tells which stream it is."""
    key = text(stream.get("JobId")) or text(stream.get("Definition"))
    if key is None:
        return
    renditions[key] = {
        "definition": text(stream.get("Definition")),
        "status": text(stream.get("Status")),
        "width": number(stream.get("Width")),
        "height": number(stream.get("Height")),
        "url": text(stream.get("FileUrl")),
        "error": text(stream.get("ErrorCode")),
    }


def overall(uploaded, deleted, result, renditions):
    if deleted:
        return "deleted"
    if result == "fail":
        return "failed"
    # The vendor says success when one stream of many is good, so each stream counts by itself.
    if result == "success" and any(one["status"] == "success" for one in renditions):
        return "ready"
    if result is not None or renditions:
        return "transcoding"
    return "uploaded" if uploaded else "unknown"


@app.post("/callback")
def callback():
    # The bytes as they came, read before anything else looks at them.
    body = request.get_data(cache=False)
    verify(app.config["SETTINGS"], request.headers)
    event = recognise(body)
    video = event.get("VideoId") or event.get("MediaId")
    is_kept = event["EventType"] in EVENTS and video is not None
    if is_kept:
        app.config["STORE"].keep(video, body)
    # Only now: after a 200 the vendor never sends the event again.
    return jsonify(kept=is_kept)


@app.get("/videos/<video>")
def show(video):
    events = app.config["STORE"].events(video)
    return jsonify(state(video, events)) if events else (jsonify(error="no event about this video"), 404)


@app.errorhandler(Refused)
def refused(problem):
    return jsonify(error=str(problem)), problem.status


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--url", help="the callback URL as it is configured at the vendor")
    parser.add_argument("--database", default="events.db")
    settings = parser.parse_args()
    settings.key = os.environ.get("VOD_CALLBACK_KEY") or parser.error("set VOD_CALLBACK_KEY")
    app.config["STORE"] = Store(settings.database)
    server = make_server("127.0.0.1", settings.port, app, threaded=True)
    settings.url = settings.url or f"http://127.0.0.1:{server.server_port}/callback"
    app.config["SETTINGS"] = settings
    print(f"listening on http://127.0.0.1:{server.server_port}/callback", flush=True)
    server.serve_forever()
