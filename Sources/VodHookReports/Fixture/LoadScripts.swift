/// Scripts for load tools, which read the requests from a file beside them.
enum LoadScripts {
    static let k6 = """
        // Sends the requests of targets.ndjson at a constant rate, again and again, byte for byte:
        //   k6 run -e RATE=50 -e DURATION=30s k6.js
        // TARGET overrides the URL; the signatures stay those of the URL that the fixtures were made for.
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

        export default function () {
          const request = requests[exec.scenario.iterationInTest % requests.length];
          const headers = {};
          for (const name of Object.keys(request.header)) headers[name] = request.header[name].join(', ');
          const answer = http.request(
            request.method, __ENV.TARGET || request.url, encoding.b64decode(request.body), { headers });
          check(answer, { acknowledged: (it) => it.status === 200 });
        }

        """

    static let locust = """
        \"\"\"Sends the requests of targets.ndjson, again and again, byte for byte.

        locust -f locustfile.py --headless --users 10 --spawn-rate 10 --run-time 30s
        \"\"\"

        import base64
        import json
        import os
        import pathlib

        from locust import HttpUser, constant_throughput, task
        from urllib3.util import SKIP_HEADER

        TARGETS = pathlib.Path(__file__).with_name("targets.ndjson")
        RATE_PER_USER = float(os.environ.get("RATE_PER_USER", "5"))


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

    static let wrk = """
        -- Sends the requests of requests.wrk one after the other, again and again, byte for byte:
        --   wrk -t1 -c8 -d10s -s wrk.lua http://127.0.0.1:8080
        -- The address on the command line says where to connect; path, headers and body are those of the file.
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
