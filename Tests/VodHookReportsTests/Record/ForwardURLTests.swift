@testable import JSONText
import Testing
@testable import VodHookReports

@Suite struct ForwardURLTests {
    @Test(arguments: [
        ("http://h:1", "/cb?a=1", "http://h:1/cb?a=1"), ("http://h:1/", "/cb", "http://h:1/cb"),
        ("http://h/own", "/cb?a=1", "http://h/own?a=1"),
        ("http://h/own?k=v", "/cb?a=1", "http://h/own?k=v&a=1"),
        ("https://u:p@h", "/%2F?x=%26", "https://u:p@h/%2F?x=%26"), ("http://h", "*", "http://h/*"),
        ("http://h/own/", "/", "http://h/own/"),
    ])
    func `a bare target gets the path of the request, another one keeps its own`(
        _ target: String, _ request: String, _ url: String
    ) throws {
        #expect(ForwardURL.url(of: request, to: try #require(URLText(target))) == url)
    }
}
