// Receives the callbacks of Alibaba Cloud VOD: verify, keep, answer. Java 17 or later, nothing but the JDK.
//
//     VOD_CALLBACK_KEY=Key12345 java Receiver.java --port 8080
//
// POST /callback takes the callbacks, GET /videos/ID shows what they say of a video.

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

public final class Receiver {
    static final int BODY_LIMIT = 4 * 1024 * 1024;
    static final long FRESH_SECONDS = 300;
    /** What is understood here. Every other event is acknowledged and not kept. */
    static final Set<String> EVENTS = Set.of(
            "FileUploadComplete", "StreamTranscodeComplete", "TranscodeComplete", "DeleteMediaComplete");

    /** A callback that is not kept; the vendor sends it again, and then gives up. */
    static final class Refused extends Exception {
        final int status;

        Refused(int status, String reason) {
            super(reason);
            this.status = status;
        }
    }

    record Answer(int status, Map<String, Object> body) {}

    record Event(Map<String, Object> fields, String digest) {
        String text(String field) { return Receiver.text(fields.get(field)); }

        String video() {
            String video = text("VideoId");
            return video != null ? video : text("MediaId");
        }
    }

    /** All events as they came, in a file with one line for each. What they mean is worked out when it is asked for. */
    static final class Store {
        private final FileChannel file;
        private final Set<String> known = new HashSet<>();
        private final Map<String, List<Event>> videos = new TreeMap<>();

        Store(Path path) throws IOException, Refused {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            byte[] bytes = Files.readAllBytes(path);
            int start = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] != '\n') continue;
                byte[] line = Arrays.copyOfRange(bytes, start, at);
                add(recognise(Base64.getDecoder().decode(line)));
                start = at + 1;
            }
            // A line without its end was being written when the process died; its event was not acknowledged.
            file.truncate(start).position(start);
        }

        /** Returns when the event is on disk. A repeated event has the same bytes, and is kept once. */
        synchronized void keep(byte[] body, Event event) throws IOException {
            if (known.contains(event.digest)) return;
            ByteBuffer line = ByteBuffer.wrap((Base64.getEncoder().encodeToString(body) + "\n").getBytes(UTF_8));
            while (line.hasRemaining()) file.write(line);
            file.force(false);
            add(event);
        }

        private void add(Event event) {
            if (known.add(event.digest)) videos.computeIfAbsent(event.video(), id -> new ArrayList<>()).add(event);
        }

        /** In the order of what happened, not of arrival: the vendor promises no order. */
        synchronized List<Event> events(String video) {
            List<Event> events = new ArrayList<>(videos.getOrDefault(video, List.of()));
            events.sort(Comparator.comparing((Event event) -> String.valueOf(event.text("EventTime")))
                    .thenComparing(event -> event.text("EventType")).thenComparing(Event::digest));
            return events;
        }
    }

    private final String key;
    private final Store store;
    private String url;

    Receiver(String key, String url, Store store) {
        this.key = key;
        this.url = url;
        this.store = store;
    }

    /** MD5 over the URL as it is configured at the vendor, the time, and the key. The body is not signed. */
    void verify(HttpExchange exchange) throws Refused {
        String stamp = exchange.getRequestHeaders().getFirst("X-VOD-TIMESTAMP");
        String signature = exchange.getRequestHeaders().getFirst("X-VOD-SIGNATURE");
        if (stamp == null || !stamp.matches("[0-9]{10}")) throw new Refused(401, "no timestamp, or not Unix seconds");
        String expected = digest("MD5", (url + "|" + stamp + "|" + key).getBytes(UTF_8));
        if (signature == null || !MessageDigest.isEqual(signature.getBytes(UTF_8), expected.getBytes(UTF_8)))
            throw new Refused(401, "the signature does not match");
        // In both directions: a time of next year could be replayed until next year.
        if (Math.abs(Instant.now().getEpochSecond() - Long.parseLong(stamp)) > FRESH_SECONDS)
            throw new Refused(401, "the timestamp is not of now");
    }

    static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (GeneralSecurityException problem) {
            throw new IllegalStateException(problem);
        }
    }

    /** The event, or a refusal if what decides its meaning cannot be read. Unknown fields and events are fine. */
    static Event recognise(byte[] body) throws Refused {
        Object value;
        try {
            value = new Json(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString()).whole();
        } catch (CharacterCodingException | Json.Malformed problem) {
            throw new Refused(400, "the body is not JSON");
        }
        Map<String, Object> fields = object(value);
        if (fields == null || text(fields.get("EventType")) == null) throw new Refused(400, "the body is no event");
        for (String field : List.of("VideoId", "MediaId")) {
            String id = text(fields.get(field));
            if (fields.containsKey(field) && (id == null || !id.matches("[\\w-]{1,64}")))
                throw new Refused(400, field + " is no id");
        }
        if (Set.of("StreamTranscodeComplete", "TranscodeComplete").contains(fields.get("EventType")))
            if (text(fields.get("Status")) == null || !fields.containsKey("VideoId"))
                throw new Refused(400, "the event says neither what happened nor to what");
        Object streams = fields.get("StreamInfos");
        if (streams != null
                && !(streams instanceof List<?> list && list.stream().allMatch(one -> object(one) != null)))
            throw new Refused(400, "StreamInfos is no list of streams");
        // The job tells which stream it is; a guess would make two of one.
        List<Object> all = new ArrayList<>(streams instanceof List<?> list ? list : List.of());
        all.add(fields);
        for (Object one : all) {
            Object job = object(one).get("JobId");
            if (job != null && text(job) == null) throw new Refused(400, "JobId is no id");
        }
        return new Event(fields, digest("SHA-256", body));
    }

    static String text(Object value) { return value instanceof String text ? text : null; }

    static Object number(Object value) { return value instanceof Json.Number ? value : null; }

    @SuppressWarnings("unchecked") // The parser makes no other maps.
    static Map<String, Object> object(Object value) { return value instanceof Map ? (Map<String, Object>) value : null; }

    /** What the events say of a video, whatever their order and however often each came. */
    static Map<String, Object> state(String video, List<Event> events) {
        boolean uploaded = false;
        boolean deleted = false;
        String result = null;
        Map<String, Map<String, Object>> renditions = new TreeMap<>();
        for (Event event : events) {
            String status = event.text("Status");
            switch (event.text("EventType")) {
                case "FileUploadComplete" -> uploaded |= !"fail".equals(status);
                case "StreamTranscodeComplete" -> addRendition(renditions, event.fields);
                case "TranscodeComplete" -> {
                    result = status;
                    if (event.fields.get("StreamInfos") instanceof List<?> streams)
                        for (Object stream : streams) addRendition(renditions, object(stream));
                }
                case "DeleteMediaComplete" ->
                    deleted |= "all".equals(event.text("DeleteType")) && "success".equals(status);
                default -> { }
            }
        }
        List<Map<String, Object>> list = new ArrayList<>(renditions.values());
        list.sort(Comparator.comparing(Json::write));
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("id", video);
        state.put("status", overall(uploaded, deleted, result, list));
        state.put("renditions", list);
        return state;
    }

    /** StreamTranscodeComplete and an entry of TranscodeComplete say the same; the job tells which stream it is. */
    static void addRendition(Map<String, Map<String, Object>> renditions, Map<String, Object> stream) {
        String key = text(stream.get("JobId"));
        if (key == null) key = text(stream.get("Definition"));
        if (key == null) return;
        Map<String, Object> rendition = new LinkedHashMap<>();
        rendition.put("definition", text(stream.get("Definition")));
        rendition.put("status", text(stream.get("Status")));
        rendition.put("width", number(stream.get("Width")));
        rendition.put("height", number(stream.get("Height")));
        rendition.put("url", text(stream.get("FileUrl")));
        rendition.put("error", text(stream.get("ErrorCode")));
        renditions.put(key, rendition);
    }

    static String overall(
            boolean uploaded, boolean deleted, String result, Collection<Map<String, Object>> renditions) {
        if (deleted) return "deleted";
        if ("fail".equals(result)) return "failed";
        // The vendor says success when one stream of many is good, so each stream counts by itself.
        if ("success".equals(result) && renditions.stream().anyMatch(one -> "success".equals(one.get("status"))))
            return "ready";
        if (result != null || !renditions.isEmpty()) return "transcoding";
        return uploaded ? "uploaded" : "unknown";
    }

    Answer answer(HttpExchange exchange) throws IOException, Refused {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("POST") && path.equals("/callback")) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
            if (body.length > BODY_LIMIT) {
                // Read to its end, so that the sender sees the answer.
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                throw new Refused(413, "the body is too long");
            }
            verify(exchange);
            Event event = recognise(body);
            boolean isKept = EVENTS.contains(event.text("EventType")) && event.video() != null;
            if (isKept) store.keep(body, event);
            // Only now: after a 200 the vendor never sends the event again.
            return new Answer(200, Map.of("kept", isKept));
        }
        if (exchange.getRequestMethod().equals("GET") && path.matches("/videos/[\\w-]+")) {
            String video = path.substring("/videos/".length());
            List<Event> events = store.events(video);
            return events.isEmpty()
                    ? new Answer(404, Map.of("error", "no event about this video"))
                    : new Answer(200, state(video, events));
        }
        return new Answer(404, Map.of("error", "POST /callback or GET /videos/ID"));
    }

    void handle(HttpExchange exchange) {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (Refused problem) {
                answer = new Answer(problem.status, Map.of("error", problem.getMessage()));
            } catch (IOException | RuntimeException problem) {
                problem.printStackTrace();
                answer = new Answer(500, Map.of("error", "not kept; please send it again"));
            }
            byte[] body = Json.write(answer.body).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException gone) {
            // The sender went away; it will send the event again.
        }
    }

    public static void main(String[] arguments) throws IOException, Refused {
        Map<String, String> options = new TreeMap<>(Map.of("--port", "8080", "--journal", "events.log"));
        for (int at = 0; at + 1 < arguments.length; at += 2) options.put(arguments[at], arguments[at + 1]);
        String key = System.getenv("VOD_CALLBACK_KEY");
        if (key == null || key.isEmpty()) {
            System.err.println("set VOD_CALLBACK_KEY");
            System.exit(64);
        }
        // Without it every answer on a kept connection waits for the sender's system, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(
                new InetSocketAddress(address, Integer.parseInt(options.get("--port"))), 128);
        String own = "http://127.0.0.1:" + server.getAddress().getPort() + "/callback";
        Store store = new Store(Path.of(options.get("--journal")));
        Receiver receiver = new Receiver(key, options.getOrDefault("--url", own), store);
        server.createContext("/", receiver::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println("listening on " + own);
    }

    /** Reads and writes JSON, strictly: maps, lists, strings, numbers as they are written, booleans and null. */
    static final class Json {
        static final int DEPTH_LIMIT = 100;

        static final class Malformed extends Exception {}

        /** A number as it is written, so that nothing is rounded. */
        record Number(String literal) {}

        private static final Pattern NUMBER =
                Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

        private final String source;
        private int place;
        private int depth;

        Json(String source) { this.source = source; }

        Object whole() throws Malformed {
            Object value = value();
            if (place != source.length()) throw new Malformed();
            return value;
        }

        private Object value() throws Malformed {
            skipBlanks();
            Object value = switch (peek()) {
                case '{' -> object();
                case '[' -> array();
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
            skipBlanks();
            return value;
        }

        private char peek() throws Malformed {
            if (place >= source.length()) throw new Malformed();
            return source.charAt(place);
        }

        private boolean take(char wanted) throws Malformed {
            if (peek() != wanted) return false;
            place++;
            return true;
        }

        private void skipBlanks() {
            while (place < source.length() && " \t\r\n".indexOf(source.charAt(place)) >= 0) place++;
        }

        private Object word(String word, Object value) throws Malformed {
            if (!source.startsWith(word, place)) throw new Malformed();
            place += word.length();
            return value;
        }

        private Map<String, Object> object() throws Malformed {
            if (++depth > DEPTH_LIMIT) throw new Malformed();
            Map<String, Object> object = new LinkedHashMap<>();
            place++;
            skipBlanks();
            while (!take('}')) {
                if (!object.isEmpty() && !take(',')) throw new Malformed();
                skipBlanks();
                String name = string();
                skipBlanks();
                if (!take(':')) throw new Malformed();
                object.put(name, value());
            }
            depth--;
            return object;
        }

        private List<Object> array() throws Malformed {
            if (++depth > DEPTH_LIMIT) throw new Malformed();
            List<Object> array = new ArrayList<>();
            place++;
            skipBlanks();
            while (!take(']')) {
                if (!array.isEmpty() && !take(',')) throw new Malformed();
                array.add(value());
            }
            depth--;
            return array;
        }

        private Number number() throws Malformed {
            var matcher = NUMBER.matcher(source).region(place, source.length());
            if (!matcher.lookingAt()) throw new Malformed();
            place = matcher.end();
            return new Number(matcher.group());
        }

        private String string() throws Malformed {
            if (!take('"')) throw new Malformed();
            StringBuilder text = new StringBuilder();
            while (!take('"')) {
                char next = source.charAt(place++);
                if (next < ' ') throw new Malformed();
                text.append(next == '\\' ? escaped() : next);
            }
            return text.toString();
        }

        private char escaped() throws Malformed {
            char kind = peek();
            place++;
            int plain = "\"\\/bfnrt".indexOf(kind);
            if (plain >= 0) return "\"\\/\b\f\n\r\t".charAt(plain);
            if (kind != 'u' || place + 4 > source.length()) throw new Malformed();
            String digits = source.substring(place, place += 4);
            if (!digits.matches("[0-9a-fA-F]{4}")) throw new Malformed();
            return (char) Integer.parseInt(digits, 16);
        }

        static String write(Object value) {
            StringBuilder text = new StringBuilder();
            write(value, text);
            return text.toString();
        }

        private static void write(Object value, StringBuilder text) {
            if (value instanceof Map<?, ?> map) {
                String mark = "{";
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    text.append(mark);
                    write(member.getKey(), text);
                    text.append(':');
                    write(member.getValue(), text);
                    mark = ",";
                }
                text.append(map.isEmpty() ? "{}" : "}");
            } else if (value instanceof List<?> list) {
                String mark = "[";
                for (Object element : list) {
                    text.append(mark);
                    write(element, text);
                    mark = ",";
                }
                text.append(list.isEmpty() ? "[]" : "]");
            } else if (value instanceof String string) {
                text.append('"');
                for (char one : string.toCharArray()) {
                    if (one == '"' || one == '\\') text.append('\\').append(one);
                    else if (one < ' ' || one > '~') text.append(String.format("\\u%04x", (int) one));
                    else text.append(one);
                }
                text.append('"');
            } else {
                text.append(value instanceof Number number ? number.literal() : String.valueOf(value));
            }
        }
    }
}
