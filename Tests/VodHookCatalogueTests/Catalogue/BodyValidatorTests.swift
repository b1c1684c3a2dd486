@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

struct BodyValidatorTests {
    private func findings(
        _ body: String, _ provider: String, _ event: String, profile: String? = nil, strict: Bool = false
    ) throws -> [String] {
        let spec = try BuiltIn.event(provider, event)
        let source = SourceText(name: "body.json", text: body)
        let node = try #require(JSONReader.read(source).value)
        let chosen = try #require(profile.map(spec.profile) ?? spec.profiles.first)
        return BodyValidator.check(node, of: source, against: chosen, strict: strict)
            .map { "\($0.position.line):\($0.position.column) \($0.severity) \($0.message)" }
    }

    private let upload =
        #"{"EventTime":"2026-01-15T08:00:00Z","EventType":"FileUploadComplete","Status":"success","VideoId":"v""#

    @Test func `a body as documented has no findings`() throws {
        #expect(try findings(upload + #","Size":15}"#, "aliyun", "FileUploadComplete") == [])
    }

    @Test(arguments: [
        (#","Size":"15"}"#, #"1:110 error "Size" must be a whole number, found a string"#),
        (#","Size":15.5}"#, #"1:110 error "Size" must be a whole number, found a number"#),
        (#","Size":null}"#, #"1:110 error "Size" must be a whole number, found null"#),
        (#","Size":-1}"#, #"1:110 error "Size" is -1, below 0"#),
        (#","FileUrl":["a"]}"#, #"1:113 error "FileUrl" must be a string, found an array"#),
        (#","Status":"done"}"#, #"1:112 warning "Status" is "done"; documented are "success", "fail""#),
        (#","EventType":"B"}"#, #"1:115 error expected "FileUploadComplete""#),
    ])
    func `a value that does not fit is found at its place`(rest: String, expected: String) throws {
        var body = upload + rest
        // A key stands only once in a body.
        if rest.contains("Status") {
            body = body.replacing(#","Status":"success""#, with: #", "Statux":"success""#)
        }
        if rest.contains("EventType") {
            body = body.replacing(
                #","EventType":"FileUploadComplete""#, with: #", "EventTypx":"FileUploadComplete""#)
        }
        let moved =
            body.contains("x\":")
            ? expected.replacing("1:112", with: "1:113").replacing("1:115", with: "1:116") : expected
        #expect(try findings(body, "aliyun", "FileUploadComplete") == [moved])
    }

    @Test func `a missing required key is found at its object`() throws {
        #expect(
            try findings(#" {"EventType":"FileUploadComplete"}"#, "aliyun", "FileUploadComplete") == [
                #"1:2 error missing key "EventTime""#, #"1:2 error missing key "Status""#,
                #"1:2 error missing key "VideoId""#,
            ])
    }

    @Test func `an unknown key is a warning only when asked for`() throws {
        let body = upload + #","Sizes":15}"#
        #expect(try findings(body, "aliyun", "FileUploadComplete") == [])
        #expect(
            try findings(body, "aliyun", "FileUploadComplete", strict: true)
                == [#"1:103 warning unknown key "Sizes""#])
    }

    @Test func `a body that is no object is one finding`() throws {
        #expect(
            try findings("[]", "aliyun", "FileUploadComplete") == [
                "1:1 error expected an object, found an array"
            ])
    }

    private let image =
        #"{"Status":"success","VideoId":"v","EventType":"DynamicImageComplete","EventTime":"2026-01-15T08:00:00Z","JobId":"j","#

    @Test func `JSON text in a string is checked at its own places`() throws {
        let inner =
            #""DynamicImageJobInfo":"{\"FileSize\":1,\"FileURL\":\"\u4e2d\",\"JobId\":\"j\",\"Status\":\"ok\"}"}"#
        #expect(
            try findings(image + inner, "aliyun", "DynamicImageComplete") == [
                #"1:154 error "FileSize" must be a string, found a number"#,
                #"1:206 warning "Status" is "ok"; documented are "success", "fail""#,
            ])
    }

    @Test(arguments: [
        (#""DynamicImageJobInfo":"{"}"#, #"the text of "DynamicImageJobInfo" is not JSON: "#),
        (#""DynamicImageJobInfo":"[]"}"#, #""DynamicImageJobInfo" must be an object, found an array"#),
        (
            #""DynamicImageJobInfo":{}}"#,
            #""DynamicImageJobInfo" must be a string with JSON text, found an object"#
        ),
    ])
    func `text that is no JSON object is found at the string`(rest: String, expected: String) throws {
        let found = try findings(image + rest, "aliyun", "DynamicImageComplete")
        #expect(found.count == 1)
        #expect(found.first?.contains(expected) == true, "\(found)")
    }

    @Test func `an object that depends on its type may be any of its cases`() throws {
        func body(_ parameters: String) -> String {
            #"{"Version":"1.0","Data":{"Code":"Success","Message":"","RunId":"r","Vid":"v","Snapshots":[{"Params":"#
                + parameters
                + #","Type":"Sprite"}]},"EventType":"WorkflowComplete","RequestId":"r","EventTime":"2026-01-15T08:00:00Z"}"#
        }
        #expect(
            try findings(body(#"{"StoreUris":["a"],"ImgXLen":5}"#), "volcengine", "WorkflowComplete") == [])
        #expect(
            try findings(body(#"{"StoreUris":["a"],"ImgXLen":"5"}"#), "volcengine", "WorkflowComplete")
                == [#"1:130 error "ImgXLen" must be a whole number, found a string"#])
        #expect(
            try findings(body(#"{"StoreUris":["a",1]}"#), "volcengine", "WorkflowComplete")
                == [#"1:119 error "StoreUris" must be a string in it, found a number"#])
    }

    @Test(arguments: [
        ("aliyun", #"{"EventType":"FileUploadComplete","VideoId":"v","Size":1}"#),
        ("volcengine", #"{"EventType":"FileUploadComplete","Data":{},"Version":"1.0","RequestId":"r"}"#),
        ("aliyun", #"{"EventType":"DeleteMediaComplete","MediaId":"v","Status":"success"}"#),
        ("volcengine", #"{"EventType":"UpdateMediaStorageClassComplete","RequestId":"r","Data":null}"#),
    ])
    func `events of the same name are told apart by the keys around them`(provider: String, body: String)
        throws
    {
        let value = try JSONReader.value(of: Array(body.utf8))
        #expect(BodyValidator.detect(value, in: BuiltIn.catalogue).first?.provider.name == provider)
    }

    @Test func `a body that providers share is of all of them, the one extended first`() throws {
        let body =
            #"{"EventType":"WorkflowComplete","Data":{},"Version":"1.0","RequestId":"r","EventTime":"2026-01-15T08:00:00Z"}"#
        let value = try JSONReader.value(of: Array(body.utf8))
        let found = BodyValidator.detect(value, in: BuiltIn.catalogue)
        #expect(found.map(\.provider.name) == ["volcengine", "byteplus"])
    }

    @Test(arguments: ["{}", "[]", "null", #"{"EventType":1}"#, #"{"EventType":"Nothing"}"#])
    func `a body without a known EventType is no event`(body: String) throws {
        let value = try JSONReader.value(of: Array(body.utf8))
        #expect(BodyValidator.detect(value, in: BuiltIn.catalogue).isEmpty)
    }

    @Test func `the best profile is the one with the fewest errors, then the fewest unknown keys`() throws {
        let event = try BuiltIn.event("aliyun", "UploadByURLComplete")
        func best(_ body: String) throws -> String? {
            let source = SourceText(name: "body.json", text: body)
            return BodyValidator.bestFit(try #require(JSONReader.read(source).value), of: source, for: event)?
                .profile.name
        }
        let head =
            #"{"EventTime":"2026-01-15T08:00:00Z","EventType":"UploadByURLComplete","JobId":"j","Status":"fail","#
        #expect(try best(head + #""SourceURL":"u"}"#) == "current")
        #expect(try best(head + #""SourceURL ":"u","ErrorCode ":"URLInvalidError "}"#) == "printed")
        #expect(try best(head + #""SourceURL":"u","FileType":"Stream"}"#) == "stream")
    }
}
