/// Scripts for load tools, which read the requests from a file beside them.
enum LoadScripts {
    static let k6: String = """
        // Sends the requests of targets.ndjson at a constant rate, again and again, byte for byte:
        //   k6 run -e RATE=50 -e DURATION=30s k6.js
        // Signed requests are signed anew when they are sent: add -e VODHOOK_KEY=...
        // TARGET overrides the URL, and is then signed, unless the fixtures were made with --signed-url.
        import crypto from 'k6/crypto';
        import http from 'k6/http';
        import encoding from 'k6/encoding';
        import exec from 'k6/execution';
        import { check } from 'k6';
        import { SharedArray } from 'k6/data';

        const requests = new SharedArray('requests', () =>
          open('./targets.ndjson').split('\\n').filter((line) => line).map((line) => JSON.parse(line)));

        export const options = {
          scenarios: {
            callbacks: {
              executor: 'constant-arrival-rate',
              rate: Number(__ENV.RATE || 50),
              timeUnit: '1s',
              duration: __ENV.DURATION || '30s',
              preAllocatedVUs: Number(__ENV.VUS || 50),
            },
          },
          thresholds: { checks: ['rate==1'], dropped_iterations: ['count==0'] },
        };

        // Texts of bytes, one character each.
        const buffer = (text) => Uint8Array.from(text, (it) => it.charCodeAt(0)).buffer;
        const bytes = (base64) =>
          Array.from(new Uint8Array(encoding.b64decode(base64)), (it) => String.fromCharCode(it)).join('');
        const digests = {
          md5: (text, key, encoding) => crypto.md5(buffer(text), encoding),
          sha256: (text, key, encoding) => crypto.hmac('sha256', buffer(key), buffer(text), encoding),
        };

        \(ScriptSigning.javaScript)

        // The time for which all are signed, unless that is when they are sent: receivers refuse them later.
        const signedAt = SIGNED_AT;

        export function setup() {
          if (requests.some((it) => it.sign) && !__ENV.VODHOOK_KEY) {
            throw new Error('give -e VODHOOK_KEY=...: requests are signed when they are sent');
          }
          if (signedAt !== null && Math.abs(Date.now() / 1000 - signedAt) > \(FixtureSignatures.window)) {
            throw new Error('the signatures are too old: write the fixtures anew, without --signed-at');
          }
        }

        export default function () {
          const request = requests[exec.scenario.iterationInTest % requests.length];
          const url = __ENV.TARGET || request.url;
          const headers = {};
          for (const name of Object.keys(request.header)) headers[name] = request.header[name].join(', ');
          if (request.sign) {
            const signed = request.sign.url === request.url ? url : request.sign.url;
            const body = request.sign.body || request.body;
            Object.assign(headers, signatureHeaders(
              request.sign, signed, body, __ENV.VODHOOK_KEY, __ENV.VODHOOK_PREVIOUS_KEY));
          }
          const answer = http.request(
            request.method, url, encoding.b64decode(request.body), { headers });
          check(answer, { acknowledged: (it) => it.status === 200 });
        }

        """

    static let locust: String = """
        \"\"\"Sends the requests of targets.ndjson, again and again, byte for byte.

        locust -f locustfile.py --headless --users 10 --spawn-rate 10 --run-time 30s

        Signed requests are signed anew when they are sent, with the key in the environment as VODHOOK_KEY.
        \"\"\"

        import base64
        import hashlib
        import hmac
        import json
        import os
        import pathlib
        import sys
        import time

        from locust import HttpUser, constant_throughput, task
        from urllib3.util import SKIP_HEADER

        TARGETS = pathlib.Path(__file__).with_name("targets.ndjson")
        RATE_PER_USER = float(os.environ.get("RATE_PER_USER", "5"))


        \(ScriptSigning.python)


        def problem():
            \"\"\"Why the requests cannot be sent, or None.\"\"\"
            # The time for which all are signed, unless that is when they are sent: receivers refuse them later.
            signed_at = SIGNED_AT
            with TARGETS.open(encoding="utf-8") as lines:
                for line in lines:
                    target = json.loads(line)
                    if "sign" in target and not KEY:
                        return "set VODHOOK_KEY to the key: requests are signed when they are sent"
            if signed_at is not None and abs(time.time() - signed_at) > \(FixtureSignatures.window):
                return "the signatures are too old: write the fixtures anew, without --signed-at"
            return None


        if problem():
            sys.exit(problem())


        def requests():
            \"\"\"Yields method, URL, headers and body of one request after the other, for ever.\"\"\"
            while True:
                with TARGETS.open(encoding="utf-8") as lines:
                    for line in lines:
                        target = json.loads(line)
                        headers = {name: ", ".join(values) for name, values in target["header"].items()}
                        # The headers that a client adds unasked are not the provider's.
                        headers.setdefault("Accept-Encoding", SKIP_HEADER)
                        headers.setdefault("User-Agent", SKIP_HEADER)
                        if "sign" in target:
                            body = base64.b64decode(target["sign"].get("body", target["body"]))
                            headers.update(signature_headers(target["sign"], body))
                        yield target["method"], target["url"], headers, base64.b64decode(target["body"])


        # All users share one stream, so that the order is kept.
        STREAM = requests()


        class Provider(HttpUser):
            # Every request has its whole URL; Locust only wants to show something.
            host = "http://localhost"
            wait_time = constant_throughput(RATE_PER_USER)

            def on_start(self):
                self.client.headers.clear()
                # No proxy of the environment, and no password file.
                self.client.trust_env = False

            @task
            def deliver(self):
                method, url, headers, body = next(STREAM)
                with self.client.request(
                    method, url, headers=headers, data=body, name="callback", catch_response=True
                ) as answer:
                    if answer.status_code != 200:
                        answer.failure(f"status {answer.status_code} is no acknowledgement")

        """

    static let wrk: String = """
        -- Sends the requests of requests.wrk one after the other, again and again, byte for byte:
        --   wrk -t1 -c8 -d10s -s wrk.lua http://127.0.0.1:8080
        -- The address on the command line says where to connect; path, headers and body are those of the file.
        -- wrk cannot sign: the signatures are of a fixed time, and receivers refuse them later.
        local signedAt = SIGNED_AT
        if signedAt and math.abs(os.time() - signedAt) > \(FixtureSignatures.window) then
          error("the signatures are too old: write the fixtures anew with --signed-at $(date +%s)")
        end

        local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or ""
        local requests = {}
        local place = 0
        local threads = 0

        -- Each thread begins somewhere else, so that not all send the same at the same time.
        function setup(thread)
          thread:set("first", threads * 101)
          threads = threads + 1
        end

        function init(args)
          local file = assert(io.open(folder .. "requests.wrk", "rb"))
          for length in function() return file:read("*l") end do
            requests[#requests + 1] = file:read(tonumber(length))
            file:read(1)
          end
          file:close()
          place = first % #requests
        end

        function request()
          place = place % #requests + 1
          return requests[place]
        end

        """
}
