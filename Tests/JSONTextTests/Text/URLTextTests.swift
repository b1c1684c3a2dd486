@testable import JSONText
import Testing

@Suite struct URLTextTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let url: String
        let user: String?
        let hostAndPort: String
        let host: String
        let path: String
        let query: String?
        let shown: String
        var testDescription: String { url }
    }

    static let rows = [
        Row(url: "http://h", user: nil, hostAndPort: "h", host: "h", path: "", query: nil, shown: "http://h"),
        Row(
            url: "https://h.test:8443/a/b?x=1&y=?#f", user: nil, hostAndPort: "h.test:8443", host: "h.test",
            path: "/a/b",
            query: "x=1&y=?", shown: "https://h.test:8443/a/b"),
        Row(
            url: "http://u:p@ss@h:1/?", user: "u:p@ss", hostAndPort: "h:1", host: "h", path: "/", query: "",
            shown: "http://h:1/"),
        Row(
            url: "http://[::1]:80/x", user: nil, hostAndPort: "[::1]:80", host: "::1", path: "/x", query: nil,
            shown: "http://[::1]:80/x"),
        Row(
            url: "http://h?q", user: nil, hostAndPort: "h", host: "h", path: "", query: "q", shown: "http://h"
        ),
        Row(
            url: "http://h/%E4%B8%AD/a@b", user: nil, hostAndPort: "h", host: "h", path: "/%E4%B8%AD/a@b",
            query: nil,
            shown: "http://h/%E4%B8%AD/a@b"),
    ]

    @Test(arguments: rows) func `a URL is cut into its parts as written`(_ row: Row) throws {
        let url = try #require(URLText(row.url))
        #expect(url.userInformation == row.user)
        #expect(url.hostAndPort == row.hostAndPort)
        #expect(url.host == row.host)
        #expect(url.path == row.path)
        #expect(url.query == row.query)
        #expect(url.withoutSecrets == row.shown)
    }

    @Test(
        arguments: [
            ("http://h", nil), ("HTTPS://u:p@h:8080/a?b=c#d", nil), ("http://[::1]:80/", nil),
            ("http://[::1]", nil), ("http://h:65535", nil), ("http://h/a:99999", nil),
            ("http://h:", "has a port from 1 to 65535"), ("http://h:0/", "has a port from 1 to 65535"),
            ("http://h:99999/", "has a port from 1 to 65535"),
            ("http://[::1]:x/", "has a port from 1 to 65535"),
            ("http://h/a b", "has %20 in place of blanks"), ("http://h/?a\tb", "has %20 in place of blanks"),
            ("ftp://h/", "begins with http:// or https://"),
            ("h:80/a", "begins with http:// or https://"),
            ("http://:80/", "names a host"),
        ] as [(String, String?)])
    func `what a URL lacks is told`(_ text: String, _ lack: String?) {
        #expect(URLText.lack(in: text) == lack)
    }

    @Test(arguments: ["", "/a", "h/a", "http:/h", "http://", "http:///a", "://h", "http://u@", "http://?q"])
    func `a text without scheme or host is no URL`(_ text: String) { #expect(URLText(text) == nil) }
}
