// Receives the callbacks of Alibaba Cloud VOD: verify, keep, answer. Node 18 or later, no packages.
//
//     VOD_CALLBACK_KEY=Key12345 node receiver.js --port 8080
//
// POST /callback takes the callbacks, GET /videos/ID shows what they say of a video.
"use strict";

const { createHash, timingSafeEqual } = require("node:crypto");
const { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync, fsync } = require("node:fs");
const { createServer } = require("node:http");
const { parseArgs } = require("node:util");

const BODY_LIMIT = 4 * 1024 * 1024;
const FRESH_SECONDS = 300;
// What is understood here. Every other event is acknowledged and not kept.
const EVENTS = ["FileUploadComplete", "StreamTranscodeComplete", "TranscodeComplete", "DeleteMediaComplete"];

class Refused extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

// All events as they came, in a file with one line for each and in memory. What they mean is worked out when asked for.
class Store {
  constructor(path) {
    this.videos = new Map();
    this.kept = new Map();
    if (existsSync(path)) {
      const text = readFileSync(path, "utf8");
      // A line without its end was being written when the process died; its event was not acknowledged.
      const whole = text.slice(0, text.lastIndexOf("\n") + 1);
      if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
      for (const line of whole.split("\n").filter(Boolean)) {
        const { digest, event } = JSON.parse(line);
        this.kept.set(digest, Promise.resolve());
        this.add(digest, event);
      }
    }
    this.file = openSync(path, "a");
    this.syncing = null;
    this.waiting = null;
  }

  // Ends when the event is on disk. A repeated event has the same bytes, and is kept once: also one that comes while
  // the first is still being written waits for the disk.
  keep(body, event) {
    const digest = createHash("sha256").update(body).digest("hex");
    let done = this.kept.get(digest);
    if (!done) {
      const line = Buffer.from(JSON.stringify({ digest, event }) + "\n");
      for (let at = 0; at < line.length; ) at += writeSync(this.file, line, at);
      done = this.sync().then(() => this.add(digest, event));
      this.kept.set(digest, done);
      done.catch(() => this.kept.delete(digest));
    }
    return done;
  }

  // One call for all that were written while the last one was under way.
  sync() {
    if (this.syncing) return (this.waiting ??= this.syncing.catch(() => {}).then(() => this.sync()));
    this.waiting = null;
    this.syncing = new Promise((resolve, reject) => fsync(this.file, (error) => (error ? reject(error) : resolve())));
    return this.syncing.finally(() => (this.syncing = null));
  }

  add(digest, event) {
    const video = idOf(event);
    if (!this.videos.has(video)) this.videos.set(video, []);
    this.videos.get(video).push({ digest, event });
  }

  // In the order of what happened, not of arrival: the vendor promises no order.
  events(video) {
    const key = ({ digest, event }) => `${event.EventTime} ${event.EventType} ${digest}`;
    return [...(this.videos.get(video) ?? [])]
      .sort((a, b) => (key(a) < key(b) ? -1 : 1))
      .map(({ event }) => event);
  }
}

const idOf = (event) => event.VideoId ?? event.MediaId;

// MD5 over the URL as it is configured at the vendor, the time, and the key. The body is not signed.
function verify(settings, headers) {
  const stamp = headers["x-vod-timestamp"] ?? "";
  const signature = Buffer.from(headers["x-vod-signature"] ?? "");
  if (!/^[0-9]{10}$/.test(stamp)) throw new Refused(401, "no timestamp, or not Unix seconds");
  const expected = Buffer.from(
    createHash("md5").update([settings.url, stamp, settings.key].join("|")).digest("hex"));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    throw new Refused(401, "the signature does not match");
  // In both directions: a time of next year could be replayed until next year.
  if (Math.abs(Date.now() / 1000 - Number(stamp)) > FRESH_SECONDS)
    throw new Refused(401, "the timestamp is not of now");
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// The event, or a refusal if what decides its meaning cannot be read. Unknown fields and events are fine.
function recognise(body) {
  let event;
  try {
    event = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new Refused(400, "the body is not JSON");
  }
  if (!isObject(event) || typeof event.EventType !== "string") throw new Refused(400, "the body is no event");
  for (const field of ["VideoId", "MediaId"]) {
    const id = event[field];
    if (id !== undefined && !(typeof id === "string" && /^[\w-]{1,64}$/.test(id)))
      throw new Refused(400, `${field} is no id`);
  }
  if (["StreamTranscodeComplete", "TranscodeComplete"].includes(event.EventType))
    if (typeof event.Status !== "string" || event.VideoId === undefined)
      throw new Refused(400, "the event says neither what happened nor to what");
  const streams = event.StreamInfos ?? [];
  if (!Array.isArray(streams) || !streams.every(isObject)) throw new Refused(400, "StreamInfos is no list of streams");
  // The job tells which stream it is; a guess would make two of one.
  if (![event, ...streams].every((one) => typeof (one.JobId ?? "") === "string"))
    throw new Refused(400, "JobId is no id");
  return event;
}

const text = (value) => (typeof value === "string" ? value : null);
const number = (value) => (typeof value === "number" ? value : null);

// What the events say of a video, whatever their order and however often each came.
function state(video, events) {
  let uploaded = false;
  let deleted = false;
  let result = null;
  const renditions = new Map();
  for (const event of events) {
    const status = event.Status;
    switch (event.EventType) {
      case "FileUploadComplete":
        uploaded ||= status !== "fail";
        break;
      case "StreamTranscodeComplete":
        addRendition(renditions, event);
        break;
      case "TranscodeComplete":
        result = status;
        for (const stream of event.StreamInfos ?? []) addRendition(renditions, stream);
        break;
      case "DeleteMediaComplete":
        deleted ||= event.DeleteType === "all" && status === "success";
    }
  }
  const list = [...renditions.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { id: video, status: overall(uploaded, deleted, result, list), renditions: list };
}

// StreamTranscodeComplete and an entry of TranscodeComplete say the same; the job tells which stream it is.
function addRendition(renditions, stream) {
  const key = text(stream.JobId) ?? text(stream.Definition);
  if (key === null) return;
  renditions.set(key, {
    definition: text(stream.Definition),
    status: text(stream.Status),
    width: number(stream.Width),
    height: number(stream.Height),
    url: text(stream.FileUrl),
    error: text(stream.ErrorCode),
  });
}

function overall(uploaded, deleted, result, renditions) {
  if (deleted) return "deleted";
  if (result === "fail") return "failed";
  // The vendor says success when one stream of many is good, so each stream counts by itself.
  if (result === "success" && renditions.some((one) => one.status === "success")) return "ready";
  if (result !== null || renditions.length > 0) return "transcoding";
  return uploaded ? "uploaded" : "unknown";
}

// The bytes as they came; what is too long is read to its end and dropped, so that the sender sees the answer.
async function read(request) {
  const pieces = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length <= BODY_LIMIT) pieces.push(piece);
  }
  if (length > BODY_LIMIT) throw new Refused(413, "the body is too long");
  return Buffer.concat(pieces);
}

async function answer(settings, store, request) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method === "POST" && pathname === "/callback") {
    const body = await read(request);
    verify(settings, request.headers);
    const event = recognise(body);
    const isKept = EVENTS.includes(event.EventType) && idOf(event) !== undefined;
    if (isKept) await store.keep(body, event);
    // Only now: after a 200 the vendor never sends the event again.
    return [200, { kept: isKept }];
  }
  const video = pathname.match(/^\/videos\/([\w-]+)$/)?.[1];
  if (request.method === "GET" && video) {
    const events = store.events(video);
    return events.length > 0 ? [200, state(video, events)] : [404, { error: "no event about this video" }];
  }
  return [404, { error: "POST /callback or GET /videos/ID" }];
}

const { values } = parseArgs({
  options: { port: { type: "string", default: "8080" }, url: { type: "string" }, journal: { type: "string" } },
});
const settings = { key: process.env.VOD_CALLBACK_KEY, url: values.url };
if (!settings.key) {
  console.error("set VOD_CALLBACK_KEY");
  process.exit(64);
}
const store = new Store(values.journal ?? "events.jsonl");
const server = createServer(async (request, response) => {
  let [status, body] = [500, { error: "not kept; please send it again" }];
  try {
    [status, body] = await answer(settings, store, request);
  } catch (problem) {
    if (problem instanceof Refused) [status, body] = [problem.status, { error: problem.message }];
    else if (request.destroyed && !request.complete) return;
    else console.error(problem);
  }
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
});
server.listen(Number(values.port), "127.0.0.1", () => {
  const { port } = server.address();
  settings.url ??= `http://127.0.0.1:${port}/callback`;
  console.log(`listening on http://127.0.0.1:${port}/callback`);
});
process.on("exit", () => closeSync(store.file));
