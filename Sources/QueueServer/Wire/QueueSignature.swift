import Crypto
import JSONText
import VodHookCatalogue

/// An access key of the vendor.
package struct QueueKey: Sendable, Equatable {
    /// The AccessKeyId, which requests name.
    package var id: String
    /// The AccessKeySecret, which they are signed with.
    package var secret: String

    package init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }
}

/// Both generations of signatures: `MNS id:…` (HMAC-SHA1 of a text with the date) and `MNS4-HMAC-SHA256 Credential=…`
/// (HMAC-SHA256 under a key made from date, region and product).
package enum QueueSignature {
    /// How far the date of a request may be from now.
    static let tolerance: Int64 = 15 * 60 * 1000

    /// Nothing when `request` is signed by one of `keys`, and the error to answer otherwise.
    package static func fault(of request: QueueRequest, keys: [QueueKey], at now: QueueTime) -> QueueError? {
        guard let header = request.header("Authorization") else { return .missingAuthorization }
        guard let claim = Claim(header) else { return .invalidAuthorization }
        // The header that stands in for Date where a client cannot set that one.
        guard let date = request.header("x-mns-date") ?? request.header("Date") else { return .missingDate }
        guard let moment = HTTPDate.milliseconds(date) else { return .invalidDate }
        guard abs(moment - now) <= tolerance else { return .timeExpired }
        guard let key = keys.first(where: { $0.id.hasSameBytes(as: claim.id) }) else { return .unknownKey }
        switch claim.scheme {
        case .dated(let signature):
            let dates = Set([request.header("Date") ?? "", date])
            let good = dates.contains {
                dated(request, date: $0, secret: key.secret).hasSameBytes(as: signature)
            }
            return good ? nil : .wrongSignature
        case .scoped(let scope, let signature):
            guard scope.day == HTTPDate.compact(moment).prefix(8) else { return .wrongSignature }
            return scoped(request, scope, at: moment, secret: key.secret).hasSameBytes(as: signature)
                ? nil : .wrongSignature
        }
    }

    /// What an `Authorization` header says.
    private struct Claim {
        enum Scheme {
            case dated(String)
            case scoped(Scope, String)
        }

        let id: String
        let scheme: Scheme

        init?(_ header: String) {
            guard let blank = header.firstIndex(of: " ") else { return nil }
            let scheme = header[..<blank]
            let rest = header[blank...].drop { $0 == " " }
            if scheme == "MNS" {
                guard let colon = rest.lastIndex(of: ":"), colon > rest.startIndex else { return nil }
                id = String(rest[..<colon])
                self.scheme = .dated(String(rest[rest.index(after: colon)...]))
                return
            }
            guard let house = Scope.House.allCases.first(where: { $0.scheme == scheme }) else { return nil }
            var fields: [Substring: Substring] = [:]
            for field in rest.split(separator: ",") {
                guard let mark = field.firstIndex(of: "=") else { return nil }
                fields[field[..<mark].drop { $0 == " " }] = field[field.index(after: mark)...]
            }
            guard let credential = fields["Credential"]?.split(separator: "/"), credential.count == 5,
                credential[3] == "mns", credential[4] == house.suffix, let signature = fields["Signature"]
            else { return nil }
            id = String(credential[0])
            self.scheme = .scoped(
                Scope(house: house, day: String(credential[1]), region: String(credential[2])),
                String(signature))
        }
    }

    /// What a signature of the newer kind holds for.
    struct Scope {
        /// The two clouds that sign alike under other names.
        enum House: String, CaseIterable {
            case aliyun, apsara

            var scheme: String { self == .aliyun ? "MNS4-HMAC-SHA256" : "APSARA-MNS4-HMAC-SHA256" }
            var suffix: String { "\(rawValue)_v4_request" }
        }

        var house = House.aliyun
        /// The day, `yyyyMMdd` in UTC.
        var day: String
        var region: String
    }

    /// The signature of the older kind, in Base64.
    static func dated(_ request: QueueRequest, date: String, secret: String) -> String {
        var text = "\(request.method)\n\(request.header("Content-MD5") ?? "")\n"
        text += "\(request.header("Content-Type") ?? "")\n\(date)\n"
        for header in ownHeaders(request, others: []) { text += "\(header.name):\(header.value)\n" }
        text += request.target
        let code = HMAC<Insecure.SHA1>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return Base64.encode(Array(code))
    }

    /// The signature of the newer kind, in hex.
    static func scoped(_ request: QueueRequest, _ scope: Scope, at moment: QueueTime, secret: String)
        -> String
    {
        let words = "\(scope.day)/\(scope.region)/mns/\(scope.house.suffix)"
        let text = "\(scope.house.scheme)\n\(HTTPDate.compact(moment))\n\(words)\n" + canonical(request)
        var key = Array("\(scope.house.rawValue)_v4\(secret)".utf8)
        for part in [scope.day, scope.region, "mns", scope.house.suffix, text] {
            key = Array(
                HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: SymmetricKey(data: key)))
        }
        return Hex.encode(key)
    }

    private static func canonical(_ request: QueueRequest) -> String {
        let path = PercentCoding.decoded(request.parts.path)
        var items: [String: String] = [:]
        for (name, value) in request.query {
            items[encoded(name.lowercased(), keeping: [])] = encoded(trimmed(value), keeping: [])
        }
        let query = items.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { $0.value.isEmpty ? $0.key : "\($0.key)=\($0.value)" }.joined(separator: "&")
        let headers = ownHeaders(request, others: ["content-type", "content-md5"])
            .map { "\($0.name):\(trimmed($0.value))\n" }.joined()
        return "\(request.method)\n\(encoded(path, keeping: [0x2F]))\n\(query)\n\(headers)\n"
    }

    /// The headers that are signed by their names, in lower case and in order.
    private static func ownHeaders(_ request: QueueRequest, others: Set<String>) -> [HTTPHeader] {
        request.headers.map { HTTPHeader($0.name.lowercased(), $0.value) }
            .filter { $0.name.hasPrefix("x-mns-") || others.contains($0.name) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func trimmed(_ text: String) -> String {
        let head = text.drop { $0 == " " || $0 == "\t" }
        return String(head.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// `text` with everything but unreserved characters and `kept` as percent escapes.
    private static func encoded(_ text: String, keeping kept: Set<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.append(byte)
            case _ where kept.contains(byte): result.append(byte)
            default: result += "%\(Hex.encode([byte]).uppercased())".utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
