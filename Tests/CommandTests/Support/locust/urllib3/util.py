"""Stand-in for what Locust's HTTP client takes for "no such header"."""

SKIP_HEADER = object()
