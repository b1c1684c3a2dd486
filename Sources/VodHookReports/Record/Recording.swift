package import JSONText

/// The requests of a recording, in the order of their arrival.
package struct Recording: Sendable {
    package let requests: [RecordedRequest]
    /// What has been replaced in them by stand-ins.
    package let removed: Set<SecretKind>
    /// Lines that could not be read and are left out.
    package let findings: [Finding]

    /// Reads the text of a recording.
    ///
    /// A line that cannot be read is left out with a warning: it is the last one of a recorder that was killed. A
    /// file without any line of a recording gives an error.
    package init(_ source: SourceText) {
        var requests: [RecordedRequest] = []
        var removed: Set<SecretKind> = []
        var findings: [Finding] = []
        var isRecording = false
        var start = 0
        while start < source.bytes.count {
            let end = source.bytes[start...].firstIndex(of: 0x0A) ?? source.bytes.count
            defer { start = end + 1 }
            let line = Array(source.bytes[start..<end])
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { continue }
            let value: JSONValue?
            do throws(JSONSyntaxError) {
                value = try JSONReader.value(of: line)
            } catch {
                value = nil
            }
            if let value, value["recording"] != nil {
                isRecording = true
                removed.formUnion(
                    (value["scrubbed"]?.array ?? []).compactMap { $0.string.flatMap(SecretKind.init) })
            } else if let request = value.flatMap(RecordingLine.request) {
                isRecording = true
                requests.append(request)
            } else if let mistake = value.flatMap(RecordingLine.timeMistake) {
                isRecording = true
                findings.append(
                    Finding(
                        source, at: source.position(of: start), mistake,
                        remedy: "no recorder writes such a line: the file is damaged", severity: .warning))
            } else {
                let isLast = end == source.bytes.count
                findings.append(
                    Finding(
                        source, at: source.position(of: start),
                        isLast
                            ? "the last line is torn and is left out"
                            : "this line is no request and is left out",
                        remedy: "a recorder that is killed while it writes leaves such a line",
                        severity: .warning))
            }
        }
        if !isRecording {
            findings = [
                Finding(
                    source, at: 0, "this is not a recording",
                    remedy: "vodhook listen --record DIR makes one; its file is \(RecordingLine.fileName)")
            ]
        }
        // Connections write when they are answered, so lines need not stand in the order of arrival.
        self.requests = requests.enumerated()
            .sorted { ($0.element.receivedAt, $0.offset) < ($1.element.receivedAt, $1.offset) }.map(\.element)
        self.removed = removed
        self.findings = findings
    }
}
